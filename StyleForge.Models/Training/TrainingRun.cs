using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Training;

/// <summary>
/// A network at work on one picture for training: forward to the deepest tap, and back from the gradients by the taps to the
/// gradient by every weight and bias. All memory is taken once; no call after that allocates.
/// </summary>
/// <remarks>
/// A round is: fill <see cref="Source"/>, <see cref="Forward"/>, read <see cref="Tap"/>, <see cref="Backward"/>. Several
/// pictures go side by side with a run each, every one on a <see cref="WorkerPool"/> of one thread, which may be used inside an
/// item of another pool. After a step of the parameters: <see cref="ParameterLayout.Write"/>, <see cref="Network{T}.Repack"/>.
/// </remarks>
public sealed class TrainingRun : IDisposable
{
    private readonly NetworkRun<float> _run;

    /// <summary>Sets up passes over pictures of one shape.</summary>
    /// <param name="network">The network: 3×3 convolutions with rectifiers and 2×2 poolings, as far as the deepest tap.</param>
    /// <param name="source">The picture, <c>(1, 3, H, W)</c>.</param>
    /// <param name="taps">The taps to be looked at, in any order; the pass goes no further than the deepest.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <exception cref="ArgumentException">There is no such tap, the picture is too small for it, or the network cannot be trained to there; the sentence says why.</exception>
    public TrainingRun(Network<float> network, Shape source, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(taps);
        Layout = new ParameterLayout(network.Description);
        if (source.Rank == 4 && taps.Count > 0 && BlockedRun.Obstacle(network.Description, source, taps) is { } obstacle)
        {
            throw new ArgumentException($"{network.Description.Name} cannot be trained so: {obstacle}.", nameof(network));
        }

        _run = VectorWidth.Bits == 0
            ? new LayerwiseRun<float>(network, source, taps, workers, pool, RunPurpose.ParameterGradient)
            : new BlockedRun(network, source, taps, workers, pool, RunPurpose.ParameterGradient);
    }

    /// <summary>How the parameters lie in the vector of their gradient.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The picture, <c>(1, 3, H, W)</c>, RGB from 0 to 1 whatever the network wants; the caller fills it. Zero at first.</summary>
    public Tensor<float> Source => _run.Source;

    /// <summary>Computes every tap's activations from the picture.</summary>
    public void Forward() => _run.Forward();

    /// <summary>The activations at a tap of the last <see cref="Forward"/>, until the next <see cref="Backward"/>. Not to be written to.</summary>
    /// <exception cref="ArgumentException">The tap was not asked for.</exception>
    public FeatureMap<float> Tap(string name) => _run.Tap(name);

    /// <summary>
    /// Adds the gradient of the sum over all taps of activations times gradients, by every weight and bias up to the deepest
    /// tap; what belongs to deeper layers stays as it is.
    /// </summary>
    /// <param name="gradients">Asked once at each tap, the deepest first; that one starts from zeros.</param>
    /// <param name="parameterGradient">As <see cref="Layout"/> has it; added to.</param>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> since the last call.</exception>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    public void Backward(ITapGradients<float> gradients, Tensor<float> parameterGradient)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(parameterGradient);
        Layout.Check(parameterGradient);
        _run.BackwardParameters(gradients, parameterGradient);
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose() => _run.Dispose();
}

using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>
/// A network at work on pictures of one shape: forward to the deepest tap asked for, and back from the gradients by the
/// taps to the gradient by the picture. All memory is taken once; no call after that allocates.
/// </summary>
/// <remarks>
/// A round is: fill <see cref="Source"/>, <see cref="Forward"/>, read <see cref="Tap"/>, <see cref="Backward"/>, which asks
/// for the taps' gradients on its way. The tensors belong to the run.
/// </remarks>
public abstract class NetworkRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Tensor<T>> _rented = [];
    private readonly TensorPool _pool;
    private readonly RunPurpose _purpose;
    private bool _isForward;

    private protected NetworkRun(Network<T> network, Shape source, IReadOnlyList<string> taps, TensorPool pool, RunPurpose purpose)
    {
        if (taps.Count == 0)
        {
            throw new ArgumentException($"A run of {network.Description.Name} needs at least one tap to look at.", nameof(taps));
        }

        _pool = pool;
        _purpose = purpose;
        Network = network;
        Taps = [.. taps.Distinct()];
        foreach (var tap in Taps)
        {
            network.Description.CheckSource(source, tap, network.Options.Border);
        }

        Source = Rent(source);
        Source.Span.Clear();
        SourceGradient = Rent(source);
    }

    /// <summary>The picture, <c>(N, 3, H, W)</c>, RGB from 0 to 1 whatever the network wants, or what else it takes; the caller fills it. Zero at first.</summary>
    public Tensor<T> Source { get; }

    /// <summary>The gradient by the picture that <see cref="Backward"/> gives.</summary>
    public Tensor<T> SourceGradient { get; }

    /// <summary>Numbers of a position that lie side by side in the run's maps: 1 planar, 16 blocked.</summary>
    public abstract int Lanes { get; }

    /// <summary>What each step has taken since <see cref="ClearTimes"/>, in the order of the forward pass.</summary>
    public abstract IReadOnlyList<LayerTime> Times { get; }

    /// <summary>Is told after each layer of a forward pass which share of the layers is done, where a run goes layer by layer; may throw to end the pass.</summary>
    public Action<double>? Progress { get; set; }

    /// <summary>Whether the layers are joined in blocked kernels, and why or why not; otherwise each convolution chooses for itself.</summary>
    public KernelPath Joining =>
        typeof(T) == typeof(float) ? BlockedRun.Judge(Network.Description, Source.Shape, Taps) : new KernelPath("blocked", Accepted: false, "only for 32-bit floats");

    private protected Network<T> Network { get; }

    private protected IReadOnlyList<string> Taps { get; }

    /// <summary>Sets <see cref="Times"/> to zero.</summary>
    public abstract void ClearTimes();

    /// <summary>Computes every tap's activations from the picture.</summary>
    /// <param name="observer">Is shown all of them; null for nobody.</param>
    public void Forward(ITapObserver<T>? observer = null)
    {
        _isForward = false;
        RunForward(observer);
        _isForward = true;
        if (observer is not null)
        {
            for (var i = 0; i < Taps.Count; i++)
            {
                if (Find(Taps[i]) is { } activations)
                {
                    observer.Observe(Taps[i], firstRow: 0, activations);
                }
            }
        }
    }

    /// <summary>The activations at a tap of the last <see cref="Forward"/>, until the next <see cref="Backward"/>. Not to be written to.</summary>
    /// <exception cref="ArgumentException">The tap was not asked for.</exception>
    /// <exception cref="InvalidOperationException">The tap's activations are not kept, but shown in strips to who observes a forward pass.</exception>
    public FeatureMap<T> Tap(string name) => Find(name) ??
        throw (FindPassing(name) is null
            ? Unasked(name)
            : new InvalidOperationException($"The activations at '{name}' are not kept: observe them in the forward pass, or prepare the run without strips."));

    /// <summary>The shape of a tap's layer, <c>(N, C, H, W)</c>.</summary>
    /// <exception cref="ArgumentException">The tap was not asked for.</exception>
    public Shape ShapeOf(string name) => Find(name)?.Shape ?? FindPassing(name) ?? throw Unasked(name);

    /// <summary>Computes the gradient by the picture of the sum over all taps of activations times gradients.</summary>
    /// <param name="gradients">Asked once at each tap, the deepest first, or once for each strip of it; the deepest starts from zeros.</param>
    /// <returns><see cref="SourceGradient"/>, by the picture as the caller gave it: the normalisation's derivative is part of it.</returns>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> since the last call, or the run was prepared for forward passes only.</exception>
    public Tensor<T> Backward(ITapGradients<T> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        CheckForward();
        RunBackward(gradients);
        return SourceGradient;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        foreach (var tensor in _rented)
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Computes all activations, and shows those that will not be kept.</summary>
    private protected abstract void RunForward(ITapObserver<T>? observer);

    /// <summary>The gradient by the picture.</summary>
    private protected abstract void RunBackward(ITapGradients<T> gradients);

    /// <summary>The activations that are kept at a tap.</summary>
    private protected abstract FeatureMap<T>? Find(string tap);

    /// <summary>The shape of a tap's layer that is not kept.</summary>
    private protected virtual Shape? FindPassing(string tap) => null;

    private protected Tensor<T> Rent(Shape shape)
    {
        var tensor = _pool.Rent<T>(shape);
        _rented.Add(tensor);
        return tensor;
    }

    /// <summary>Gives back what a run has of its own.</summary>
    private protected virtual void Dispose(bool disposing)
    {
    }

    private ArgumentException Unasked(string name) =>
        new($"This run of {Network.Description.Name} was not set up for the tap '{name}', but for {string.Join(", ", Taps)}.", nameof(name));

    private void CheckForward()
    {
        if (_purpose == RunPurpose.Activations)
        {
            throw new InvalidOperationException("This run was prepared for forward passes only.");
        }

        if (!_isForward)
        {
            throw new InvalidOperationException("A gradient needs activations: call Forward before Backward.");
        }

        // The activations' memory is used again for gradients, so they serve once.
        _isForward = false;
    }
}

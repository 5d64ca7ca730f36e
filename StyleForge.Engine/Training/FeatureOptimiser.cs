using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;

namespace StyleForge.Engine.Training;

/// <summary>
/// Moves all learned numbers: kernels by Muon (Jordan et al. 2024), a momentum whose singular values are all brought near 1, so
/// that rare directions are learned as fast as common ones; biases and head by Adam.
/// </summary>
/// <remarks>
/// Rectified activations have a large mean, which hides what varies. So a convolution is looked at as
/// <c>W·(x − μ) + c</c> with μ the mean of each source channel, measured now and then: the same function in other
/// coordinates, in which the gradient by W says nothing of the mean.
/// </remarks>
public sealed class FeatureOptimiser : IDisposable
{
    /// <summary>Steps between two measurements of μ.</summary>
    public const int MeanEvery = 50;

    private const double Momentum = 0.95;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;
    private const double Epsilon = 1e-10;

    // Updates of the size that Adam's have: so many times the root of the longer side.
    private const double MuonScale = 0.2;

    private readonly TrainerOptions _options;
    private readonly List<Kernel> _kernels = [];
    private readonly WorkerPool _workers;
    private readonly Orthogonalisation[] _orthogonalisations;
    private readonly float[] _gradient;
    private readonly float[] _update;

    /// <summary>Begins with no memory of gradients.</summary>
    /// <param name="network">The network in training.</param>
    /// <param name="length">All learned numbers: the network's as <see cref="ParameterLayout"/> has them, and a head.</param>
    /// <param name="options">Which method.</param>
    /// <param name="workers">The threads to work on.</param>
    public FeatureOptimiser(Network<float> network, int length, TrainerOptions options, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_options, _workers) = (options, workers);
        var slots = new ParameterLayout(network.Description).Slots;
        var layers = network.Description.Layers;
        for (var index = 0; index < layers.Count; index++)
        {
            if (layers[index] is ConvolutionDescription)
            {
                var slot = slots.ToList().FindIndex(known => known.Name == $"{layers[index].Name}.weight");
                _kernels.Add(new Kernel(slots[slot], slots[slot + 1], index == 0 ? null : layers[index - 1].Tap));
            }
        }

        (_gradient, _update) = (new float[length], new float[length]);
        (Mean, Square) = (new float[length], new float[length]);
        _orthogonalisations =
        [
            .. Enumerable.Range(0, workers.Threads).Select(_ =>
                new Orthogonalisation(_kernels.Max(kernel => kernel.Rows), _kernels.Max(kernel => kernel.Columns))),
        ];
    }

    /// <summary>The taps whose channel means <see cref="SetMeans"/> wants, in order.</summary>
    public IReadOnlyList<string> MeanTaps => [.. _kernels.Where(kernel => kernel.SourceTap is not null).Select(kernel => kernel.SourceTap!)];

    /// <summary>The running mean of the gradient.</summary>
    public float[] Mean { get; }

    /// <summary>The running mean of the squared gradient.</summary>
    public float[] Square { get; }

    /// <summary>Steps done.</summary>
    public int StepsTaken { get; set; }

    /// <summary>Takes μ.</summary>
    /// <param name="means">The means of the channels at each of <see cref="MeanTaps"/>.</param>
    public void SetMeans(IReadOnlyList<float[]> means)
    {
        ArgumentNullException.ThrowIfNull(means);
        var next = 0;
        foreach (var kernel in _kernels.Where(kernel => kernel.SourceTap is not null))
        {
            kernel.Means = means[next++];
        }
    }

    /// <summary>One step.</summary>
    /// <param name="objective">The loss.</param>
    /// <param name="numbers">All learned numbers, moved.</param>
    /// <param name="learningRate">How far, about, in units of a number.</param>
    /// <param name="parts">Overwritten with the parts of the loss.</param>
    /// <returns>The loss before the step.</returns>
    /// <exception cref="OptimisationException">The loss is no number.</exception>
    public double Step(IObjective<float> objective, float[] numbers, double learningRate, Span<double> parts)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(numbers);
        var value = objective.Evaluate(numbers, _gradient, parts);
        StepsTaken++;
        if (!double.IsFinite(value))
        {
            throw new OptimisationException(FormattableString.Invariant($"The loss is no longer a number at step {StepsTaken}: lower the learning rate ({_options.LearningRate})."));
        }

        foreach (var kernel in _kernels)
        {
            kernel.Centre(_gradient);
        }

        MoveByAdam(learningRate);
        if (_options.Method == TrainingMethod.Muon)
        {
            _workers.Run(new MuonWork(this, (float)(learningRate * MuonScale)), _kernels.Count);
        }

        foreach (var kernel in _kernels)
        {
            kernel.Shift(_update);
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] -= _update[i];
        }

        return value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var orthogonalisation in _orthogonalisations)
        {
            orthogonalisation.Dispose();
        }
    }

    // Kernels too, whose updates Muon overwrites: one running mean serves both.
    private void MoveByAdam(double learningRate)
    {
        var alpha = learningRate / (1 - Math.Pow(Beta1, StepsTaken));
        var root = 1 / Math.Sqrt(1 - Math.Pow(Beta2, StepsTaken));
        for (var i = 0; i < _update.Length; i++)
        {
            Mean[i] = (float)((Beta1 * Mean[i]) + ((1 - Beta1) * _gradient[i]));
            Square[i] = (float)((Beta2 * Square[i]) + ((1 - Beta2) * _gradient[i] * _gradient[i]));
            _update[i] = (float)(alpha * Mean[i] / ((Math.Sqrt(Square[i]) * root) + Epsilon));
        }
    }

    /// <summary>The kernels of one convolution, and where their source's means come from.</summary>
    private sealed class Kernel(ParameterSlot weights, ParameterSlot bias, string? sourceTap)
    {
        public int Rows { get; } = weights.Shape[0];

        public int Columns { get; } = weights.Shape.ElementCount / weights.Shape[0];

        public int Offset => weights.Offset;

        public string? SourceTap => sourceTap;

        public float[]? Means { get; set; }

        // ∂/∂W with c held: less the bias's gradient times μ.
        public void Centre(float[] gradient)
        {
            if (Means is not null)
            {
                var taps = Columns / Means.Length;
                for (var row = 0; row < Rows; row++)
                {
                    var slope = gradient[bias.Offset + row];
                    for (var i = 0; i < Columns; i++)
                    {
                        gradient[weights.Offset + (row * Columns) + i] -= slope * Means[i / taps];
                    }
                }
            }
        }

        // c = b + W·μ moved by its own update; b follows from c and the new W.
        public void Shift(float[] update)
        {
            if (Means is not null)
            {
                var taps = Columns / Means.Length;
                for (var row = 0; row < Rows; row++)
                {
                    double sum = 0;
                    for (var i = 0; i < Columns; i++)
                    {
                        sum += (double)update[weights.Offset + (row * Columns) + i] * Means[i / taps];
                    }

                    update[bias.Offset + row] -= (float)sum;
                }
            }
        }
    }

    private readonly struct MuonWork(FeatureOptimiser owner, float learningRate) : IWork
    {
        public void Do(int item, int worker)
        {
            // The deepest first: they are the largest.
            var kernel = owner._kernels[^(item + 1)];
            var length = kernel.Rows * kernel.Columns;
            var update = owner._update.AsSpan(kernel.Offset, length);
            var mean = owner.Mean.AsSpan(kernel.Offset, length);
            var gradient = owner._gradient.AsSpan(kernel.Offset, length);
            for (var i = 0; i < length; i++)
            {
                // Nesterov's look ahead.
                update[i] = (float)((Momentum * mean[i]) + ((1 - Momentum) * gradient[i]));
            }

            owner._orthogonalisations[worker].Run(update, kernel.Rows, kernel.Columns);
            var scale = learningRate * MathF.Sqrt(kernel.Columns);
            for (var i = 0; i < length; i++)
            {
                update[i] *= scale;
            }
        }
    }
}

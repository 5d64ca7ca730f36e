using System.Numerics;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Training;

namespace StyleForge.Engine.Training;

/// <summary>
/// The loss of a training step as an optimiser wants it: all learned numbers in, value and gradient out. Each item of the step
/// has a gradient of its own, and they are added in order, so the number of threads does not change a bit.
/// </summary>
/// <remarks>The value is the sum of the parts as <see cref="ITrainingTask"/> gives them: without the weights that the gradient has.</remarks>
public sealed class TrainingObjective : IObjective<float>
{
    private const int SlabLength = 16384;

    private readonly Network<float> _network;
    private readonly ITrainingTask _task;
    private readonly WorkerPool _workers;
    private readonly ParameterLayout _layout;
    private readonly Tensor<float>[] _gradients;
    private readonly float[][] _headGradients;
    private readonly double[][] _parts;
    private readonly Tensor<float> _parameters;

    /// <summary>Joins a network and a task.</summary>
    /// <param name="network">The network to train; stays its owner's, and has the last parameters that were evaluated.</param>
    /// <param name="task">What it is to learn; stays its owner's.</param>
    /// <param name="workers">The threads to work on.</param>
    public TrainingObjective(Network<float> network, ITrainingTask task, WorkerPool workers)
    {
        (_network, _task, _workers) = (network, task, workers);
        _layout = new ParameterLayout(network.Description);
        _parameters = new Tensor<float>([_layout.Length]);
        _gradients = [.. Enumerable.Range(0, task.Items).Select(_ => new Tensor<float>([_layout.Length]))];
        _headGradients = [.. Enumerable.Range(0, task.Items).Select(_ => new float[task.HeadLength])];
        _parts = [.. Enumerable.Range(0, task.Items).Select(_ => new double[task.PartNames.Count])];
    }

    /// <summary>The step to evaluate next.</summary>
    public int StepNumber { get; set; }

    /// <inheritdoc/>
    public int Length => _layout.Length + _task.HeadLength;

    /// <inheritdoc/>
    public IReadOnlyList<string> PartNames => _task.PartNames;

    /// <summary>The learned numbers as they are at the beginning: the network's own, and the head's first values.</summary>
    public float[] First()
    {
        var numbers = new float[Length];
        _layout.Read(_network, _parameters);
        _parameters.Span.CopyTo(numbers);
        _task.DrawHead(numbers.AsSpan(_layout.Length));
        return numbers;
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> picture, Span<float> gradient, Span<double> parts)
    {
        Put(picture);
        _task.Begin(StepNumber, picture[_layout.Length..]);
        _workers.Run(new Item(this), _task.Items);
        Sum(gradient);
        parts.Clear();
        foreach (var own in _parts)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] += own[i] / _task.Items;
            }
        }

        var value = 0.0;
        foreach (var part in parts)
        {
            value += part;
        }

        return value;
    }

    /// <summary>Gives the network parameters.</summary>
    /// <param name="numbers">All learned numbers; the head's are left out.</param>
    public void Put(ReadOnlySpan<float> numbers)
    {
        numbers[.._layout.Length].CopyTo(_parameters.Span);
        _layout.Write(_parameters, _network);
        _network.Repack(_workers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parameters.Dispose();
        foreach (var gradient in _gradients)
        {
            gradient.Dispose();
        }
    }

    private unsafe void Sum(Span<float> gradient)
    {
        fixed (float* to = gradient)
        {
            _workers.Run(new Slab(this, to), (_layout.Length + SlabLength - 1) / SlabLength);
        }

        var head = gradient[_layout.Length..];
        head.Clear();
        foreach (var own in _headGradients)
        {
            for (var i = 0; i < head.Length; i++)
            {
                head[i] += own[i] / _task.Items;
            }
        }
    }

    private readonly struct Item(TrainingObjective owner) : IWork
    {
        public void Do(int item, int worker)
        {
            owner._gradients[item].Span.Clear();
            owner._headGradients[item].AsSpan().Clear();
            owner._task.Do(item, worker, owner._gradients[item], owner._headGradients[item], owner._parts[item]);
        }
    }

    private readonly unsafe struct Slab(TrainingObjective owner, float* to) : IWork
    {
        public void Do(int item, int worker)
        {
            var first = item * SlabLength;
            var sum = new Span<float>(to + first, Math.Min(SlabLength, owner._layout.Length - first));
            sum.Clear();
            var share = 1f / owner._task.Items;
            foreach (var gradient in owner._gradients)
            {
                var from = gradient.Span.Slice(first, sum.Length);
                var i = 0;
                for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
                {
                    (new Vector<float>(sum[i..]) + (new Vector<float>(from[i..]) * share)).CopyTo(sum[i..]);
                }

                for (; i < sum.Length; i++)
                {
                    sum[i] += from[i] * share;
                }
            }
        }
    }
}

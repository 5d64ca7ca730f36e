using System.Diagnostics;
using System.Numerics;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>A run that goes layer by layer through planar tensors: it takes every network, every tap and every number type.</summary>
internal sealed class GraphRun<T> : NetworkRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Step> _steps = [];
    private readonly WorkerPool _workers;

    public GraphRun(Network<T> network, Shape source, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool, RunPurpose purpose)
        : base(network, source, taps, pool, purpose)
    {
        _workers = workers;
        try
        {
            var plan = new GraphPlan(network.Description, source, Taps, purpose);
            var arena = Rent([checked((int)plan.Length)]);
            foreach (var planned in plan.Steps)
            {
                _steps.Add(Make(planned, plan, arena, pool));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerTime> Times =>
        [.. _steps.Select(step => new LayerTime([step.Name], step.Run.Kernel, step.MultiplyAdds, TimeSpan.FromTicks(step.ForwardTicks), TimeSpan.FromTicks(step.BackwardTicks)))];

    /// <inheritdoc/>
    public override int Lanes => 1;

    /// <inheritdoc/>
    public override void ClearTimes()
    {
        foreach (var step in _steps)
        {
            (step.ForwardTicks, step.BackwardTicks) = (0, 0);
        }
    }

    private protected override void RunForward(ITapObserver<T>? observer)
    {
        for (var number = 0; number < _steps.Count; number++)
        {
            var step = _steps[number];
            var start = Stopwatch.GetTimestamp();
            step.Run.Forward(step.Sources, step.Destination);
            step.ForwardTicks += Stopwatch.GetElapsedTime(start).Ticks;
            Progress?.Invoke((number + 1.0) / _steps.Count);
        }
    }

    private protected override void RunBackward(ITapGradients<T> gradients)
    {
        for (var number = _steps.Count - 1; number >= 0; number--)
        {
            var step = _steps[number];
            if (!step.IsRead)
            {
                Gradients.Clear(step.DestinationGradient, _workers);
            }

            if (step.Tap is { } tap)
            {
                gradients.Add(tap, firstRow: 0, FeatureMap<T>.Of(step.Destination), FeatureMap<T>.Of(step.DestinationGradient));
            }

            var start = Stopwatch.GetTimestamp();
            step.Run.Backward(step.Sources, step.Destination, step.DestinationGradient, step.SourceGradients);
            foreach (var (share, sum) in step.Shares)
            {
                Sum.Of(sum, share, sum, _workers);
            }

            step.BackwardTicks += Stopwatch.GetElapsedTime(start).Ticks;
        }
    }

    private protected override FeatureMap<T>? Find(string tap)
    {
        foreach (var step in _steps)
        {
            if (step.Tap == tap)
            {
                return FeatureMap<T>.Of(step.Destination);
            }
        }

        return null;
    }

    private protected override void Dispose(bool disposing)
    {
        foreach (var step in _steps)
        {
            step.Run.Dispose();
        }

        base.Dispose(disposing);
    }

    private Step Make(GraphStep planned, GraphPlan plan, Tensor<T> arena, TensorPool pool)
    {
        Tensor<T>[] sources = planned.Layer < 0 ? [Source] : [.. planned.Sources.Select(number => _steps[number].Destination)];
        Shape[] shapes = [.. sources.Select(source => source.Shape)];
        var layer = planned.Layer < 0 ? Network.Normalisation : Network.Layers[planned.Layer];
        var description = planned.Layer < 0 ? null : Network.Description.Layers[planned.Layer];
        var step = new Step
        {
            Name = description?.Tap ?? "normalisation",
            Run = layer.Prepare(shapes, _workers, pool),
            Sources = sources,
            Destination = planned.IsInPlace ? sources[0] : Block(planned.Activations, planned.Shape),
            Tap = planned.Tap,
            IsRead = planned.Readers.Count > 0,
            MultiplyAdds = description?.MultiplyAdds(shapes[0]) ?? 0,
        };
        if (planned.Gradient < 0)
        {
            return step;
        }

        step.DestinationGradient = planned.IsInPlace ? _steps[planned.Sources[0]].DestinationGradient : Block(planned.Gradient, planned.Shape);
        step.SourceGradients = planned.Layer < 0
            ? [SourceGradient]
            : [.. planned.Sources.Select((number, slot) => planned.Shares[slot] < 0 ? _steps[number].DestinationGradient : Block(planned.Shares[slot], shapes[slot]))];
        step.Shares = [.. planned.Sources
            .Select((number, slot) => (Share: step.SourceGradients[slot], Sum: _steps[number].DestinationGradient))
            .Where(pair => pair.Share != pair.Sum)];
        return step;

        Tensor<T> Block(int block, Shape shape) => arena.Alias(shape, plan.Offset(block));
    }

    /// <summary>A layer at work, with the tensors it reads and writes in both directions.</summary>
    private sealed class Step
    {
        public required string Name { get; init; }

        public required LayerRun<T> Run { get; init; }

        public required Tensor<T>[] Sources { get; init; }

        public required Tensor<T> Destination { get; init; }

        /// <summary>The tap on the destination, if it was asked for.</summary>
        public string? Tap { get; init; }

        /// <summary>True where another step reads the destination, and so writes the gradient by it.</summary>
        public bool IsRead { get; init; }

        public long MultiplyAdds { get; init; }

        public long ForwardTicks { get; set; }

        public long BackwardTicks { get; set; }

        public Tensor<T> DestinationGradient { get; set; } = null!;

        /// <summary>What the step writes: gradients by the sources, or its shares of them.</summary>
        public Tensor<T>[] SourceGradients { get; set; } = [];

        /// <summary>Shares of gradients that other steps have written before, and what they are added to.</summary>
        public (Tensor<T> Share, Tensor<T> Sum)[] Shares { get; set; } = [];
    }
}

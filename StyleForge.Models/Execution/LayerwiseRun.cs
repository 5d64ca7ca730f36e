using System.Diagnostics;
using System.Numerics;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>A run that goes layer by layer through planar tensors: it takes every network, every tap and every number type.</summary>
internal sealed class LayerwiseRun<T> : NetworkRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, Tensor<T>> _taps = new(StringComparer.Ordinal);
    private readonly WorkerPool _workers;

    public LayerwiseRun(Network<T> network, Shape source, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool)
        : base(network, source, taps, pool)
    {
        _workers = workers;
        try
        {
            PlanForward(pool);
            PlanBackward();
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
        foreach (var step in _steps)
        {
            var start = Stopwatch.GetTimestamp();
            step.Run.Forward(step.Source, step.Destination);
            step.ForwardTicks += Stopwatch.GetElapsedTime(start).Ticks;
        }
    }

    private protected override void RunBackward(ITapGradients<T> gradients)
    {
        var last = _steps[^1];
        Gradients.Clear(last.DestinationGradient, _workers);
        gradients.Add(last.DestinationTap!, firstRow: 0, FeatureMap<T>.Of(last.Destination), FeatureMap<T>.Of(last.DestinationGradient));
        for (var index = _steps.Count - 1; index >= 0; index--)
        {
            var step = _steps[index];
            var start = Stopwatch.GetTimestamp();
            step.Run.Backward(step.Source, step.Destination, step.DestinationGradient, step.SourceGradient);
            step.BackwardTicks += Stopwatch.GetElapsedTime(start).Ticks;
            if (index > 0 && _steps[index - 1].DestinationTap is { } tap)
            {
                gradients.Add(tap, firstRow: 0, FeatureMap<T>.Of(step.Source), FeatureMap<T>.Of(step.SourceGradient));
            }
        }
    }

    private protected override FeatureMap<T>? Find(string tap) => _taps.TryGetValue(tap, out var activations) ? FeatureMap<T>.Of(activations) : null;

    private protected override void Dispose(bool disposing)
    {
        foreach (var step in _steps)
        {
            step.Run.Dispose();
        }

        base.Dispose(disposing);
    }

    private void PlanForward(TensorPool pool)
    {
        var activations = Rent(Source.Shape);
        _steps.Add(new Step { Name = "normalisation", Run = Network.Normalisation.Prepare(Source.Shape, _workers, pool), Source = Source, Destination = activations });
        for (var index = 0; index <= Deepest; index++)
        {
            var layer = Network.Layers[index];
            var before = index > 0 ? Network.Description.Layers[index - 1].Tap : null;

            // A ReLU overwrites what only it reads: the output of a layer with weights, whose own derivative by the source
            // needs no output. A tap before the ReLU keeps it apart.
            var inPlace = layer is ReluLayer<T> && index > 0 && Network.Layers[index - 1].Parameters.Count > 0 && !_taps.ContainsKey(before!);
            var run = layer.Prepare(activations.Shape, _workers, pool);
            var destination = inPlace ? activations : Rent(run.DestinationShape);
            var tap = Network.Description.Layers[index].Tap;
            _steps.Add(new Step
            {
                Name = tap,
                Run = run,
                Source = activations,
                Destination = destination,
                DestinationTap = Taps.Contains(tap) ? tap : null,
                MultiplyAdds = Network.Description.Layers[index].MultiplyAdds(activations.Shape),
            });
            activations = destination;
            if (Taps.Contains(tap))
            {
                _taps.Add(tap, activations);
            }
        }
    }

    // Two buffers take turns as the gradient by a step's destination and by its source; a step that works in place stays in one.
    private void PlanBackward()
    {
        Span<int> lengths = [_steps[^1].Destination.Length, 1];
        var turn = 0;
        for (var index = _steps.Count - 1; index > 0; index--)
        {
            turn = TurnAfter(_steps[index], turn);
            lengths[turn] = Math.Max(lengths[turn], _steps[index].Source.Length);
        }

        Tensor<T>[] buffers = [Rent([lengths[0]]), Rent([lengths[1]])];
        turn = 0;
        var gradient = buffers[turn].Alias(_steps[^1].Destination.Shape);
        for (var index = _steps.Count - 1; index >= 0; index--)
        {
            var step = _steps[index];
            step.DestinationGradient = gradient;
            turn = TurnAfter(step, turn);
            step.SourceGradient = gradient = index == 0 ? SourceGradient : buffers[turn].Alias(step.Source.Shape);
        }
    }

    private static int TurnAfter(Step step, int turn) => step.Source == step.Destination ? turn : 1 - turn;

    /// <summary>A layer at work, with the tensors it reads and writes in both directions.</summary>
    private sealed class Step
    {
        public required string Name { get; init; }

        public required LayerRun<T> Run { get; init; }

        public required Tensor<T> Source { get; init; }

        public required Tensor<T> Destination { get; init; }

        /// <summary>The tap on the destination, if it was asked for.</summary>
        public string? DestinationTap { get; init; }

        public long MultiplyAdds { get; init; }

        public long ForwardTicks { get; set; }

        public long BackwardTicks { get; set; }

        public Tensor<T> DestinationGradient { get; set; } = null!;

        public Tensor<T> SourceGradient { get; set; } = null!;
    }
}

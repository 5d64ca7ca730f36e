using System.Numerics;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Networks;

/// <summary>
/// A network at work on pictures of one shape: forward to the deepest tap asked for, and back from the gradients by the
/// taps to the gradient by the picture. All memory is taken once; no call after that allocates.
/// </summary>
/// <remarks>
/// A round is: fill <see cref="Source"/>, <see cref="Forward"/> (which also zeroes the taps' gradients), read
/// <see cref="Tap"/>, add into <see cref="TapGradient"/>, <see cref="Backward"/>. The tensors belong to the run.
/// </remarks>
public sealed class NetworkRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Tensor<T>> _rented = [];
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, TapTensors> _taps = new(StringComparer.Ordinal);
    private readonly string _network;
    private readonly WorkerPool _workers;
    private bool _isForward;

    internal NetworkRun(Network<T> network, Shape source, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool)
    {
        if (taps.Count == 0)
        {
            throw new ArgumentException($"A run of {network.Description.Name} needs at least one tap to look at.", nameof(taps));
        }

        var deepest = taps.Max(network.Description.IndexOfTap);
        network.Description.CheckSource(source, network.Description.Layers[deepest].Tap, network.Options.Border);
        _network = network.Description.Name;
        _workers = workers;
        Source = Rent(pool, source);
        Source.Span.Clear();
        SourceGradient = Rent(pool, source);
        try
        {
            PlanForward(network, deepest, taps, pool);
            PlanBackward(pool);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The picture, <c>(N, 3, H, W)</c>, RGB from 0 to 1 whatever the network wants; the caller fills it. Zero at first.</summary>
    public Tensor<T> Source { get; }

    /// <summary>The gradient by the picture that <see cref="Backward"/> gives.</summary>
    public Tensor<T> SourceGradient { get; }

    /// <summary>Computes every tap's activations from the picture, and zeroes the gradients by the taps.</summary>
    public void Forward()
    {
        foreach (var step in _steps)
        {
            step.Run.Forward(step.Source, step.Destination);
        }

        ClearGradients();
        _isForward = true;
    }

    /// <summary>The activations at a tap, <c>(N, C, H, W)</c>, of the last <see cref="Forward"/>. Not to be written to.</summary>
    /// <exception cref="ArgumentException">The tap was not asked for.</exception>
    public Tensor<T> Tap(string name) => Find(name).Activations;

    /// <summary>The gradient by a tap, of the tap's shape: the caller adds into it between <see cref="Forward"/> and <see cref="Backward"/>.</summary>
    /// <exception cref="ArgumentException">The tap was not asked for.</exception>
    public Tensor<T> TapGradient(string name) => Find(name).Gradient;

    /// <summary>Zeroes the gradients by all taps, for another <see cref="Backward"/> from the same activations.</summary>
    public void ClearGradients()
    {
        foreach (var tap in _taps.Values)
        {
            Gradients.Clear(tap.Gradient, _workers);
        }
    }

    /// <summary>Computes the gradient by the picture of the sum over all taps of activations times gradients.</summary>
    /// <returns><see cref="SourceGradient"/>, by the picture as the caller gave it: the normalisation's derivative is part of it.</returns>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> yet.</exception>
    public Tensor<T> Backward()
    {
        if (!_isForward)
        {
            throw new InvalidOperationException("A gradient needs activations: call Forward before Backward.");
        }

        for (var index = _steps.Count - 1; index >= 0; index--)
        {
            var step = _steps[index];
            step.Run.Backward(step.Source, step.Destination, step.DestinationGradient, step.SourceGradient);
            if (step.SourceTap is { } tap)
            {
                Gradients.Add(tap.Gradient, step.SourceGradient, _workers);
            }
        }

        return SourceGradient;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        foreach (var step in _steps)
        {
            step.Run.Dispose();
        }

        foreach (var tensor in _rented)
        {
            tensor.Dispose();
        }
    }

    private void PlanForward(Network<T> network, int deepest, IReadOnlyList<string> taps, TensorPool pool)
    {
        var activations = Rent(pool, Source.Shape);
        _steps.Add(new Step { Run = network.Normalisation.Prepare(Source.Shape, _workers, pool), Source = Source, Destination = activations });
        for (var index = 0; index <= deepest; index++)
        {
            var layer = network.Layers[index];
            var before = index > 0 ? network.Description.Layers[index - 1].Tap : null;

            // A ReLU overwrites what only it reads: the output of a layer with weights, whose own derivative by the source
            // needs no output. A tap before the ReLU keeps it apart.
            var inPlace = layer is ReluLayer<T> && index > 0 && network.Layers[index - 1].Parameters.Count > 0 && !_taps.ContainsKey(before!);
            var run = layer.Prepare(activations.Shape, _workers, pool);
            var destination = inPlace ? activations : Rent(pool, run.DestinationShape);
            _steps.Add(new Step
            {
                Run = run,
                Source = activations,
                Destination = destination,
                SourceTap = before is null ? null : _taps.GetValueOrDefault(before),
            });
            activations = destination;
            var tap = network.Description.Layers[index].Tap;
            if (taps.Contains(tap))
            {
                _taps.Add(tap, new TapTensors(activations, Rent(pool, activations.Shape)));
            }
        }
    }

    // Two buffers take turns as the gradient by a step's destination and by its source; a step that works in place stays
    // in one. The deepest tap's own gradient starts the chain and is left as the caller made it.
    private void PlanBackward(TensorPool pool)
    {
        Span<int> lengths = [1, 1];
        var turn = 0;
        foreach (var step in Enumerable.Reverse(_steps.Skip(1)))
        {
            turn = TurnAfter(step, turn);
            lengths[turn] = Math.Max(lengths[turn], step.Source.Length);
        }

        Tensor<T>[] buffers = [Rent(pool, [lengths[0]]), Rent(pool, [lengths[1]])];
        var gradient = _taps.Values.Single(tap => tap.Activations == _steps[^1].Destination).Gradient;
        turn = 0;
        for (var index = _steps.Count - 1; index >= 0; index--)
        {
            var step = _steps[index];
            step.DestinationGradient = gradient;
            turn = TurnAfter(step, turn);
            step.SourceGradient = gradient = index == 0 ? SourceGradient : buffers[turn].Alias(step.Source.Shape);
        }
    }

    private int TurnAfter(Step step, int turn) => step.Source == step.Destination && step != _steps[^1] ? turn : 1 - turn;

    private Tensor<T> Rent(TensorPool pool, Shape shape)
    {
        var tensor = pool.Rent<T>(shape);
        _rented.Add(tensor);
        return tensor;
    }

    private TapTensors Find(string name) => _taps.TryGetValue(name, out var tap)
        ? tap
        : throw new ArgumentException($"This run of {_network} was not set up for the tap '{name}', but for {string.Join(", ", _taps.Keys)}.", nameof(name));

    private sealed record TapTensors(Tensor<T> Activations, Tensor<T> Gradient);

    /// <summary>A layer at work, with the tensors it reads and writes in both directions.</summary>
    private sealed class Step
    {
        public required LayerRun<T> Run { get; init; }

        public required Tensor<T> Source { get; init; }

        public required Tensor<T> Destination { get; init; }

        /// <summary>The tap on the source, whose gradient joins there.</summary>
        public TapTensors? SourceTap { get; init; }

        public Tensor<T> DestinationGradient { get; set; } = null!;

        public Tensor<T> SourceGradient { get; set; } = null!;
    }
}

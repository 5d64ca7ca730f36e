using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Execution;

/// <summary>
/// Makes the stages of a blocked run: a convolution takes its rectifier along, and the pooling after that, if nobody looks
/// between them. Without weights and tensors the stages can only say what memory they need.
/// </summary>
internal sealed class BlockedStages(Network<float> network, Shape source, IReadOnlyList<string> taps)
{
    private readonly int _deepest = taps.Max(network.Description.IndexOfTap);

    /// <summary>The picture.</summary>
    public Tensor<float>? Source { get; init; }

    /// <summary>The gradient by the picture.</summary>
    public Tensor<float>? SourceGradient { get; init; }

    /// <summary>True if the first convolution's activations may pass in strips.</summary>
    public bool InStrips { get; init; }

    /// <summary>The packed weights of a layer.</summary>
    public Func<int, BlockedWeights?> Weights { get; init; } = _ => null;

    /// <summary>The stages, first to last.</summary>
    public IEnumerable<BlockedStage> Build()
    {
        BlockedStage? before = null;
        var shape = source;
        for (var index = 0; index <= _deepest;)
        {
            if (Layer(index) is PoolingDescription pooling)
            {
                before = new BlockedPoolingStage(pooling.Tap, before!, shape, network.Options.Pooling) { Tap = Asked(pooling.Tap) };
                shape = pooling.DestinationShape(shape);
                index++;
                yield return before;
                continue;
            }

            if (Layer(index) is ReluDescription rectifier)
            {
                before = new BlockedRectifierStage(rectifier.Tap, before!, shape) { Tap = Asked(rectifier.Tap) };
                index++;
                yield return before;
                continue;
            }

            var joined = Join(index, shape, before is not null);
            index += joined.Taps.Length;
            if (before is null && InStrips && IsRectified(joined) && index <= _deepest
                && Layer(index) is ConvolutionDescription { Tap: var after } && Asked(after) is null && BlockedStripStage.IsWorthIt(joined.Layer))
            {
                var second = Join(index, joined.Layer, joinsPooling: true);
                before = InStrip(joined, second, index);
                (joined, index) = (second, index + second.Taps.Length);
            }
            else
            {
                before = before is null ? First(joined) : Next(joined, before, index - joined.Taps.Length);
            }

            shape = joined.Destination;
            yield return before;
        }
    }

    private BlockedPictureStage First(Joined joined) =>
        new(joined.Taps, joined.Layer, joined.Cost, Weights(0), network.Input, network.Options.Border, Source, SourceGradient) { Tap = joined.Tap, Floor = Floor(joined) };

    private BlockedConvolutionStage Next(Joined joined, BlockedStage before, int index) =>
        new(joined.Taps, joined.Layer, joined.Cost, before, Weights(index), joined.Pooling, network.Options.Border) { Tap = joined.Tap, Floor = Floor(joined) };

    private BlockedStripStage InStrip(Joined first, Joined second, int index) =>
        new(
            new BlockedStripStage.FirstConvolution(first.Taps, first.Layer, first.Cost, Weights(0), Source, SourceGradient),
            second.Taps, second.Layer, second.Cost, Weights(index), second.Pooling, network.Input, network.Options.Border)
        {
            MapTap = first.Tap,
            Tap = second.Tap,
        };

    private Joined Join(int index, Shape from, bool joinsPooling)
    {
        var convolution = Layer(index);
        if (Asked(convolution.Tap) is { } own)
        {
            var result = convolution.DestinationShape(from);
            return new Joined([own], result, result, convolution.MultiplyAdds(from), Pooling: null, own);
        }

        var relu = Layer(index + 1).Tap;
        var pooling = joinsPooling && Asked(relu) is null && index + 2 <= _deepest ? Layer(index + 2) as PoolingDescription : null;
        var layer = convolution.DestinationShape(from);
        return new Joined(
            pooling is null ? [convolution.Tap, relu] : [convolution.Tap, relu, pooling.Tap],
            layer,
            pooling?.DestinationShape(layer) ?? layer,
            convolution.MultiplyAdds(from),
            pooling is null ? null : network.Options.Pooling,
            Asked(pooling?.Tap ?? relu));
    }

    private static bool IsRectified(Joined joined) => joined.Taps.Length > 1;

    private static float Floor(Joined joined) => IsRectified(joined) ? ActivationStore.Rectified : ActivationStore.Linear;

    private LayerDescription Layer(int index) => network.Description.Layers[index];

    private string? Asked(string tap) => taps.Contains(tap) ? tap : null;

    /// <summary>A convolution with what goes along.</summary>
    /// <param name="Taps">All layers.</param>
    /// <param name="Layer">The shape of the convolution's result.</param>
    /// <param name="Destination">The shape of the last layer's.</param>
    /// <param name="Cost">Multiplications.</param>
    /// <param name="Pooling">The pooling that goes along; null for none.</param>
    /// <param name="Tap">The tap on the last layer, if it was asked for.</param>
    private sealed record Joined(string[] Taps, Shape Layer, Shape Destination, long Cost, PoolingKind? Pooling, string? Tap);
}

using StyleForge.Models.Tensors;

namespace StyleForge.Models.Networks;

/// <summary>
/// Makes the stages of a blocked run: a convolution takes its rectifier along, and the pooling after that if nobody looks
/// between them. Without weights and tensors the stages can only say what memory they need.
/// </summary>
internal sealed class BlockedStages(Network<float> network, Shape source, IReadOnlyList<string> taps)
{
    private readonly int _deepest = taps.Max(network.Description.IndexOfTap);

    /// <summary>The picture.</summary>
    public Tensor<float>? Source { get; init; }

    /// <summary>The gradient by the picture.</summary>
    public Tensor<float>? SourceGradient { get; init; }

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

            var convolution = Layer(index);
            var relu = Layer(index + 1).Tap;
            var joinsPooling = before is not null && Asked(relu) is null && index + 2 <= _deepest && Layer(index + 2) is PoolingDescription;
            var name = $"{convolution.Tap} + {relu}{(joinsPooling ? $" + {Layer(index + 2).Tap}" : "")}";
            var cost = convolution.MultiplyAdds(shape);
            shape = convolution.DestinationShape(shape);
            var offset = network.Description.ParameterOffset(index);
            var tap = Asked(joinsPooling ? Layer(index + 2).Tap : relu);
            before = before is null
                ? new BlockedPictureStage(name, shape, cost, Weights(index), network.Input, network.Options.Border, Source, SourceGradient) { Tap = tap, ParameterOffset = offset }
                : new BlockedConvolutionStage(name, shape, cost, before, Weights(index), joinsPooling ? network.Options.Pooling : null, network.Options.Border) { Tap = tap, ParameterOffset = offset };
            shape = joinsPooling ? Layer(index + 2).DestinationShape(shape) : shape;
            index += joinsPooling ? 3 : 2;
            yield return before;
        }
    }

    private LayerDescription Layer(int index) => network.Description.Layers[index];

    private string? Asked(string tap) => taps.Contains(tap) ? tap : null;
}

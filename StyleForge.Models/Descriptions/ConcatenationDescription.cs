using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The channels of all that it reads, one after the other.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record ConcatenationDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"channels of {string.Join(", ", Inputs)}";

    /// <inheritdoc/>
    public override Shape DestinationShape(IReadOnlyList<Shape> sources)
    {
        var first = sources[0];
        return sources.All(source => source.Rank == first.Rank && source[0] == first[0] && source.Skip(2).SequenceEqual(first.Skip(2)))
            ? [first[0], sources.Sum(source => source[1]), .. first.Skip(2)]
            : throw new ArgumentException($"{Tap} joins layers of one height and width, not of {string.Join(" and ", sources)}.", nameof(sources));
    }

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new ConcatenationLayer<T>(Name);
}

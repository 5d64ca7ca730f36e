using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The sum of what it reads, such as a residual and its shortcut (He et al. 2016).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
public sealed record AdditionDescription(string Name, string Tap) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"sum of {string.Join(", ", Inputs)}";

    /// <inheritdoc/>
    public override Shape DestinationShape(IReadOnlyList<Shape> sources) => sources.All(source => source == sources[0])
        ? sources[0]
        : throw new ArgumentException($"{Tap} adds layers of one shape, not of {string.Join(" and ", sources)}.", nameof(sources));

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new AdditionLayer<T>(Name);
}

using StyleForge.Models.Kernels;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A margin around what it reads: zeros, or what <see cref="Border"/> says.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Margins">For each dimension after the batch how much is put before and after it.</param>
public sealed record PaddingDescription(string Name, string Tap, IReadOnlyList<(int Before, int After)> Margins) : LayerDescription(Name, Tap)
{
    /// <summary>What stands in the margin.</summary>
    public BorderMode Border { get; init; } = BorderMode.Zero;

    /// <inheritdoc/>
    public override string Summary => Border switch
    {
        BorderMode.Reflect => "mirrored around",
        BorderMode.Replicate => "edges repeated around",
        _ => "zeros around",
    };

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source.Rank == Margins.Count + 1
        ? [source[0], .. source.Skip(1).Zip(Margins, (extent, margin) => margin.Before + extent + margin.After)]
        : throw new ArgumentException($"{Tap} pads {Margins.Count} dimensions after the batch, which a source of shape {source} does not have.", nameof(source));

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) => new PaddingLayer<T>(Name, Margins, Border);
}

using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Pooling with the same window along every spatial dimension.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Slide">Side of the window, stride and padding.</param>
public sealed record PoolingDescription(string Name, string Tap, Window Slide) : LayerDescription(Name, Tap)
{
    /// <summary>Pooling over 2×2 squares side by side; rows and columns that do not fill a square are dropped, as in torchvision.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="tap">The name of the output.</param>
    public PoolingDescription(string name, string tap)
        : this(name, tap, Kernels.Window.Valid(2, 2))
    {
    }

    /// <summary>Maximum or average; null where <see cref="NetworkOptions.Pooling"/> says it.</summary>
    public PoolingKind? Kind { get; init; }

    /// <summary>True where a last window counts that starts inside the source but does not fit.</summary>
    public bool Ceiling { get; init; }

    /// <summary>True where an average counts the padding, as zeros.</summary>
    public bool CountsPadding { get; init; }

    /// <summary>Spatial dimensions: 1 for signals, 2 for pictures, 3 for volumes.</summary>
    public int Dimensions { get; init; } = 2;

    /// <inheritdoc/>
    public override string Summary =>
        string.Join('×', Enumerable.Repeat(Slide.Size, Dimensions))
        + (Kind switch { null => " pooling", PoolingKind.Maximum => " maximum pooling", _ => " average pooling" })
        + (Slide.Stride != Slide.Size ? $", stride {Slide.Stride}" : "");

    /// <inheritdoc/>
    public override Window? Window => Slide;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source)
    {
        if (source.Rank != Dimensions + 2)
        {
            throw new ArgumentException($"{Tap} pools over {Dimensions} spatial dimensions, which a source of shape {source} does not have.", nameof(source));
        }

        return [source[0], source[1], .. source.Skip(2).Select(extent => Slide.Destination(extent, Ceiling))];
    }

    internal override int SourceSide(int destinationSide, BorderMode border) => Slide.Source(destinationSide, Ceiling);

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new PoolingLayer<T>(Name, Kind ?? options.Pooling, [.. Enumerable.Repeat(Slide, Dimensions)], Ceiling, CountsPadding);
}

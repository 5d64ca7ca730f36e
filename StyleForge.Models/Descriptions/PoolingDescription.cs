using StyleForge.Models.Kernels;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>Pooling over squares side by side; rows and columns that do not fill a square are dropped, as in torchvision.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="Side">Side of the square, and the step between two.</param>
public sealed record PoolingDescription(string Name, string Tap, int Side = 2) : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"{Side}×{Side} pooling";

    /// <inheritdoc/>
    public override Window? Window => Kernels.Window.Valid(Side, Side);

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source)
    {
        var window = Kernels.Window.Valid(Side, Side);
        return [source[0], source[1], window.Destination(source[2]), window.Destination(source[3])];
    }

    internal override int SourceSide(int destinationSide, BorderMode border) => destinationSide * Side;

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options)
    {
        var window = Kernels.Window.Valid(Side, Side);
        return new PoolingLayer<T>(Name, options.Pooling, [window, window]);
    }
}

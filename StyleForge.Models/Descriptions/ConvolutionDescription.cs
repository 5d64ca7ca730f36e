using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A two-dimensional convolution with a square kernel that keeps the picture's extents (stride 1, odd kernel).</summary>
/// <param name="Name">The stem of the weights' names.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="SourceChannels">Channels of the source.</param>
/// <param name="DestinationChannels">Channels of the destination.</param>
/// <param name="Kernel">Side of the kernel.</param>
public sealed record ConvolutionDescription(string Name, string Tap, int SourceChannels, int DestinationChannels, int Kernel = 3)
    : LayerDescription(Name, Tap)
{
    /// <inheritdoc/>
    public override string Summary => $"{Kernel}×{Kernel} convolution, {SourceChannels} → {DestinationChannels}";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters =>
        [("weight", [DestinationChannels, SourceChannels, Kernel, Kernel]), ("bias", [DestinationChannels])];

    /// <inheritdoc/>
    public override Window? Window => Kernels.Window.Same(Kernel);

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => Geometry(BorderMode.Zero).DestinationShape(source);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape source)
    {
        var destination = DestinationShape(source);
        return (long)destination.ElementCount * SourceChannels * Kernel * Kernel;
    }

    internal override int SourceSide(int destinationSide, BorderMode border) =>
        border == BorderMode.Reflect ? Math.Max(destinationSide, (Kernel / 2) + 1) : destinationSide;

    internal override LayerDescription Fit(Shape source, IReadOnlyList<Shape> shapes)
    {
        var weights = shapes[0];
        if (weights.Rank != 4 || weights[2] != Kernel || weights[3] != Kernel)
        {
            throw new ArgumentException($"'{Name}.weight' has the shape {weights}, but {Tap} is a {Kernel}×{Kernel} convolution: its weights are (out, in, {Kernel}, {Kernel}).");
        }

        if (weights[1] != source[1])
        {
            throw new ArgumentException($"'{Name}.weight' has the shape {weights} and so reads {weights[1]} channels, but the layer before {Tap} gives {source[1]}.");
        }

        if (shapes[1] != new Shape(weights[0]))
        {
            throw new ArgumentException($"'{Name}.bias' has the shape {shapes[1]}, but '{Name}.weight' of shape {weights} needs {weights[0]} numbers.");
        }

        return this with { SourceChannels = weights[1], DestinationChannels = weights[0] };
    }

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new ConvolutionLayer<T>(Name, Geometry(options.Border), parameters[0], parameters[1]);

    private ConvolutionGeometry Geometry(BorderMode border)
    {
        var window = Kernels.Window.Same(Kernel);
        return new ConvolutionGeometry(SourceChannels, DestinationChannels, [window, window], border: border);
    }
}

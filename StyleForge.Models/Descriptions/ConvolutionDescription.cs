using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>A convolution, with the same window along every spatial dimension unless <see cref="Across"/> says otherwise.</summary>
/// <param name="Name">The stem of the weights' names.</param>
/// <param name="Tap">The name of the output.</param>
/// <param name="SourceChannels">Channels of the source.</param>
/// <param name="DestinationChannels">Channels of the destination.</param>
/// <param name="Slide">Side of the kernel, stride, padding and dilation.</param>
public sealed record ConvolutionDescription(string Name, string Tap, int SourceChannels, int DestinationChannels, Window Slide)
    : LayerDescription(Name, Tap)
{
    /// <summary>A 3×3 convolution that keeps the picture's extents.</summary>
    /// <param name="name">The stem of the weights' names.</param>
    /// <param name="tap">The name of the output.</param>
    /// <param name="sourceChannels">Channels of the source.</param>
    /// <param name="destinationChannels">Channels of the destination.</param>
    public ConvolutionDescription(string name, string tap, int sourceChannels, int destinationChannels)
        : this(name, tap, sourceChannels, destinationChannels, Kernels.Window.Same(3))
    {
    }

    /// <summary>Groups of channels that see only their own share; as many as channels for a depthwise convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>True where each channel of the source is seen apart from all others.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == SourceChannels;

    /// <summary>True where each destination channel has a number that is added.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Spatial dimensions: 1 for signals, 2 for pictures, 3 for volumes.</summary>
    public int Dimensions { get; init; } = 2;

    /// <summary>The window along the last dimension where it is another than <see cref="Slide"/>, as in kernels of 1×7; null where it is not.</summary>
    public Window? Across { get; init; }

    /// <summary>Side of the kernel, in all dimensions but that of <see cref="Across"/>.</summary>
    public int Kernel => Slide.Size;

    /// <summary>One window a spatial dimension, outermost first.</summary>
    public IReadOnlyList<Window> Windows => [.. Enumerable.Repeat(Slide, Dimensions - 1), Across ?? Slide];

    /// <inheritdoc/>
    public override string Summary =>
        $"{Side} convolution, {SourceChannels} → {DestinationChannels}"
        + (Slide.Stride > 1 ? $", stride {Slide.Stride}" : "")
        + (Slide.Dilation > 1 ? $", dilation {Slide.Dilation}" : "")
        + (Groups > 1 ? $", {Groups} groups" : "");

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Shape Shape)> Parameters
    {
        get
        {
            Shape weights = [DestinationChannels, SourceChannels / Groups, .. Sizes];
            return HasBias ? [("weight", weights), ("bias", [DestinationChannels])] : [("weight", weights)];
        }
    }

    /// <inheritdoc/>
    public override Window? Window => Windows.MaxBy(window => window.Reach);

    private IEnumerable<int> Sizes => Windows.Select(window => window.Size);

    private string Side => string.Join('×', Sizes);

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source)
    {
        try
        {
            return Geometry(BorderMode.Zero).DestinationShape(source);
        }
        catch (ArgumentException refusal)
        {
            throw new ArgumentException($"{Tap}: {refusal.Message}", refusal);
        }
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape source)
    {
        var destination = DestinationShape(source);
        return (long)destination.ElementCount * (Parameters[0].Shape.ElementCount / DestinationChannels);
    }

    internal override int SourceSide(int destinationSide, BorderMode border) =>
        Windows.Max(window => Math.Max(window.Source(destinationSide), border == BorderMode.Reflect ? Math.Max(window.Before, window.After) + 1 : 1));

    internal override LayerDescription Fit(Shape source, IReadOnlyList<Shape> shapes)
    {
        var weights = shapes[0];
        if (weights.Rank != Dimensions + 2 || !weights.Skip(2).SequenceEqual(Sizes))
        {
            throw new ArgumentException($"'{Name}.weight' has the shape {weights}, but {Tap} is a {Side} convolution: its weights are (out, in, {string.Join(", ", Sizes)}).");
        }

        // As many groups as channels stay so, however many channels there are.
        var groups = IsDepthwise ? source[1] : Groups;
        if (weights[1] * groups != source[1])
        {
            throw new ArgumentException($"'{Name}.weight' has the shape {weights} and so reads {weights[1] * groups} channels, but the layer before {Tap} gives {source[1]}.");
        }

        if (HasBias && shapes[1] != new Shape(weights[0]))
        {
            throw new ArgumentException($"'{Name}.bias' has the shape {shapes[1]}, but '{Name}.weight' of shape {weights} needs {weights[0]} numbers.");
        }

        return this with { SourceChannels = source[1], DestinationChannels = weights[0], Groups = groups };
    }

    internal override Layer<T> Build<T>(IReadOnlyList<Tensor<T>> parameters, NetworkOptions options) =>
        new ConvolutionLayer<T>(Name, Geometry(options.Border), parameters[0], HasBias ? parameters[1] : null);

    private ConvolutionGeometry Geometry(BorderMode border) =>
        new(SourceChannels, DestinationChannels, [.. Windows], Groups, border);
}

using StyleForge.Engine.Imaging;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Judging;

/// <summary>
/// The features of SqueezeNet 1.1 (Iandola et al. 2016), without its classifier, at the places that <see cref="Lpips"/> looks at.
/// </summary>
/// <remarks>
/// A fire module squeezes its channels with 1×1 filters and expands them with 1×1 and 3×3 filters beside each other. Here the
/// expanding 1×1 filters become the centres of 3×3 ones, so that a module is two convolutions one after the other: the same numbers, for
/// twice the arithmetic.
/// </remarks>
public sealed class SqueezeNet : IFeatureExtractor, IDisposable
{
    /// <summary>The least side of a picture, in pixels: below it the last pooling has no whole window.</summary>
    public const int MinimumSide = 25;

    private const int FirstChannels = 64;

    // Torchvision's number of each fire module, its channels squeezed and, on each side, expanded. The numbers left out are poolings.
    private static readonly (string Tap, int Number, int Squeezed, int Expanded)[] Fires =
    [
        ("fire2", 3, 16, 64), ("fire3", 4, 16, 64), ("fire4", 6, 32, 128), ("fire5", 7, 32, 128),
        ("fire6", 9, 48, 192), ("fire7", 10, 48, 192), ("fire8", 11, 64, 256), ("fire9", 12, 64, 256),
    ];

    private readonly List<(Layer<float> Layer, string? Tap)> _layers = [];
    private readonly WorkerPool _workers;

    private SqueezeNet(WeightSet weights, WorkerPool workers)
    {
        _workers = workers;
        WeightsOrigin = weights.Origin;
        Add(Convolution("features.0", Picture.Channels, FirstChannels, Window.Valid(3, stride: 2), Filters(weights, "features.0", [FirstChannels, Picture.Channels, 3, 3])), "relu1");
        var channels = FirstChannels;
        foreach (var (tap, number, squeezed, expanded) in Fires)
        {
            var name = $"features.{number}";
            if (number is 3 or 6 or 9)
            {
                _layers.Add((new PoolingLayer<float>($"features.{number - 1}", PoolingKind.Maximum, [Window.Valid(3, 2), Window.Valid(3, 2)], ceiling: true), null));
            }

            Add(Convolution($"{name}.squeeze", channels, squeezed, Window.Valid(1), Filters(weights, $"{name}.squeeze", [squeezed, channels, 1, 1])), null);
            channels = 2 * expanded;
            Add(Convolution($"{name}.expand", squeezed, channels, Window.Same(3), Expansion(weights, name, squeezed, expanded)), tap);
        }
    }

    /// <inheritdoc/>
    public string Name => "squeezenet1_1";

    /// <inheritdoc/>
    public string WeightsOrigin { get; }

    /// <summary>The first layer, and the last modules before and all modules after the last pooling.</summary>
    public IReadOnlyList<string> Taps { get; } = ["relu1", "fire3", "fire5", "fire6", "fire7", "fire8", "fire9"];

    /// <summary>The channels of each tap.</summary>
    internal static IReadOnlyList<int> Channels { get; } = [64, 128, 256, 384, 384, 512, 512];

    /// <summary>Reads the features from a weight file with torchvision's names; a classifier in it does not matter.</summary>
    /// <param name="path">The file.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <exception cref="WeightFormatException">The file holds another network, or no weights; the sentence says which part is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SqueezeNet Read(string path, WorkerPool workers)
    {
        using var weights = WeightFile.Read(path, keep: name => name.StartsWith("features.", StringComparison.Ordinal));
        return Of(weights, workers);
    }

    /// <inheritdoc/>
    public void Extract(Picture picture, Action<int, FeatureMap<float>> see)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(see);
        if (Math.Min(picture.Width, picture.Height) < MinimumSide)
        {
            throw new ArgumentException($"A picture of {picture.Width}×{picture.Height} is too small for SqueezeNet, which needs {MinimumSide} pixels a side.", nameof(picture));
        }

        using var pool = new TensorPool();
        var source = Normalised(picture, pool);
        try
        {
            var seen = 0;
            foreach (var (layer, tap) in _layers)
            {
                using var run = layer.Prepare(source.Shape, _workers, pool);
                if (layer is ReluLayer<float>)
                {
                    run.Forward(source, source);
                }
                else
                {
                    var next = pool.Rent<float>(run.DestinationShape);
                    using var before = source;
                    source = next;
                    run.Forward(before, source);
                }

                if (tap is not null && tap == Taps[seen])
                {
                    see(seen++, FeatureMap<float>.Of(source));
                }
            }
        }
        finally
        {
            source.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _layers.ForEach(each => each.Layer.Dispose());

    /// <summary>Takes the features from weights that are already in memory, and stay the caller's.</summary>
    internal static SqueezeNet Of(WeightSet weights, WorkerPool workers) => new(weights, workers);

    private static Tensor<float> Normalised(Picture picture, TensorPool pool)
    {
        var input = InputConvention.Torchvision;
        var destination = pool.Rent<float>([1, Picture.Channels, picture.Height, picture.Width]);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var (mean, deviation) = ((float)input.Mean[channel], (float)input.Deviation[channel]);
            var plane = destination.Span.Slice(channel * picture.PlaneLength, picture.PlaneLength);
            var samples = picture.Plane(channel);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = (samples[i] - mean) / deviation;
            }
        }

        return destination;
    }

    private static ConvolutionLayer<float> Convolution(string name, int source, int destination, Window window, (Tensor<float> Weights, Tensor<float> Bias) filters) =>
        new(name, new ConvolutionGeometry(source, destination, [window, window]), filters.Weights, filters.Bias);

    private static (Tensor<float> Weights, Tensor<float> Bias) Filters(WeightSet weights, string name, Shape shape) =>
        (Tensor<float>.From(shape, Numbers(weights, $"{name}.weight", shape)), Tensor<float>.From([shape[0]], Numbers(weights, $"{name}.bias", [shape[0]])));

    // All filters are 3×3; those that were 1×1 come first.
    private static (Tensor<float> Weights, Tensor<float> Bias) Expansion(WeightSet weights, string name, int squeezed, int expanded)
    {
        const int Side = 3, Centre = Side * Side / 2;
        var filters = new Tensor<float>([2 * expanded, squeezed, Side, Side]);
        var bias = new Tensor<float>([2 * expanded]);
        var points = Numbers(weights, $"{name}.expand1x1.weight", [expanded, squeezed, 1, 1]);
        for (var i = 0; i < points.Length; i++)
        {
            filters.Span[(i * Side * Side) + Centre] = points[i];
        }

        Numbers(weights, $"{name}.expand3x3.weight", [expanded, squeezed, Side, Side]).CopyTo(filters.Span[(filters.Length / 2)..]);
        Numbers(weights, $"{name}.expand1x1.bias", [expanded]).CopyTo(bias.Span);
        Numbers(weights, $"{name}.expand3x3.bias", [expanded]).CopyTo(bias.Span[expanded..]);
        return (filters, bias);
    }

    private static ReadOnlySpan<float> Numbers(WeightSet weights, string name, Shape shape) =>
        !weights.TryGet(name, out var tensor) ? throw new WeightFormatException($"'{weights.Origin}' has no '{name}', so it is not SqueezeNet 1.1 with torchvision's names.")
        : tensor.Shape != shape ? throw new WeightFormatException($"'{weights.Origin}' is not SqueezeNet 1.1: its '{name}' has the shape {tensor.Shape}, which must be {shape}.")
        : tensor.Span;

    private void Add(ConvolutionLayer<float> convolution, string? tap)
    {
        _layers.Add((convolution, null));
        _layers.Add((new ReluLayer<float>(convolution.Name), tap));
    }
}

using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Networks;

/// <summary>
/// A network as it is written down, layer by layer. Channels follow from what a layer reads, and that is the layer before it, unless
/// <see cref="From"/> names others for the next one. The name of a layer is also its tap.
/// </summary>
/// <param name="source">The shape of a usual source.</param>
internal sealed class LayerList(Shape source)
{
    private readonly List<LayerDescription> _layers = [];
    private readonly Dictionary<string, Shape> _shapes = new() { [NetworkDescription.Picture] = source };
    private string[] _inputs = [];

    /// <summary>The shape of a usual source.</summary>
    public Shape Picture { get; } = source;

    /// <summary>The tap that the next layer reads: of the last layer, or what <see cref="From"/> named first, or the picture.</summary>
    public string Last => _inputs is [var first, ..] ? first : Before;

    /// <summary>The layers.</summary>
    public IReadOnlyList<LayerDescription> Layers => _layers;

    private string Before => _layers.Count > 0 ? _layers[^1].Tap : NetworkDescription.Picture;

    private Shape Source => _shapes[Last];

    /// <summary>Channels at a tap.</summary>
    public int Channels(string tap) => _shapes[tap][1];

    /// <summary>The last extent at a tap: the width of a picture there.</summary>
    public int Side(string tap) => _shapes[tap][^1];

    /// <summary>What the next layer reads.</summary>
    public LayerList From(params string[] taps)
    {
        _inputs = taps;
        return this;
    }

    /// <summary>Any layer.</summary>
    public LayerList Then(LayerDescription layer)
    {
        string[] read = _inputs.Length == 0 ? [Before] : _inputs;
        _inputs = [];
        layer = read is [var only] && only == Before ? layer : layer with { Inputs = read };
        _shapes.Add(layer.Tap, layer.DestinationShape([.. read.Select(tap => _shapes[tap])]));
        _layers.Add(layer);
        return this;
    }

    /// <summary>A convolution whose padding is half its kernel where nothing else is said.</summary>
    public LayerList Convolution(string name, int channels, int kernel = 3, int stride = 1, int? padding = null, int dilation = 1, int groups = 1, bool bias = true, string? tap = null)
    {
        var margin = padding ?? dilation * (kernel - 1) / 2;
        return Convolution(name, channels, new Window(kernel, stride, margin, margin, dilation), groups, bias, tap);
    }

    /// <summary>A convolution of any window.</summary>
    public LayerList Convolution(string name, int channels, Window slide, int groups = 1, bool bias = true, string? tap = null) =>
        Then(new ConvolutionDescription(name, tap ?? name, Source[1], channels, slide) { Groups = groups, HasBias = bias, Dimensions = Source.Rank - 2 });

    /// <summary>Batch normalisation.</summary>
    public LayerList Normalise(string name, double epsilon = 1e-5, bool hasScale = true) =>
        Then(new BatchNormalisationDescription(name, name, Source[1], epsilon) { HasScale = hasScale });

    /// <summary>A rectifier.</summary>
    public LayerList Relu(string name, string? tap = null) => Then(new ReluDescription(name, tap ?? name));

    /// <summary>Maximum pooling.</summary>
    public LayerList MaximumPool(string name, int size, int stride, int padding = 0, bool ceiling = false, string? tap = null) =>
        Pool(name, PoolingKind.Maximum, size, stride, padding, ceiling, tap);

    /// <summary>Average pooling.</summary>
    public LayerList AveragePool(string name, int size, int stride) => Pool(name, PoolingKind.Average, size, stride, padding: 0, ceiling: false, tap: null);

    /// <summary>The mean of each channel, <c>(N, C, 1, 1)</c> for pictures.</summary>
    public LayerList GlobalAverage(string name) => Then(new AdaptivePoolingDescription(name, name, 1) { Dimensions = Source.Rank - 2 });

    /// <summary>All numbers of a picture in a row.</summary>
    public LayerList Flatten(string name = "flatten") => Then(new FlattenDescription(name, name));

    /// <summary>A fully connected layer.</summary>
    public LayerList Full(string name, int features, string? tap = null) => Then(new FullyConnectedDescription(name, tap ?? name, Source[1], features));

    /// <summary>Dropout.</summary>
    public LayerList Dropout(string name, double share = 0.5, string? tap = null) => Then(new DropoutDescription(name, tap ?? name, share));

    /// <summary>Probabilities.</summary>
    public LayerList Softmax(string name = "prob") => Then(new SoftmaxDescription(name, name));

    /// <summary>The sum of some layers.</summary>
    public LayerList Sum(string name, params string[] taps) => From(taps).Then(new AdditionDescription(name, name));

    /// <summary>The channels of some layers, one after the other.</summary>
    public LayerList Join(string name, params string[] taps) => From(taps).Then(new ConcatenationDescription(name, name));

    private LayerList Pool(string name, PoolingKind kind, int size, int stride, int padding, bool ceiling, string? tap) =>
        Then(new PoolingDescription(name, tap ?? name, new Window(size, stride, padding, padding)) { Kind = kind, Ceiling = ceiling, Dimensions = Source.Rank - 2 });
}

using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>A network that is made of an ONNX graph, as far as it is made: its layers, their weights, and which layer gives a value of the graph.</summary>
internal sealed class OnnxDraft
{
    private const string Weight = ".weight";

    private readonly Dictionary<string, string> _taps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> _readers;
    private readonly List<LayerDescription> _layers = [];
    private readonly Dictionary<string, Tensor<float>> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Begins with what the network is shown.</summary>
    /// <param name="constants">The values that do not depend on it.</param>
    /// <param name="input">The value that stands for it in the graph.</param>
    /// <param name="source">Its shape, with a batch of 1.</param>
    /// <param name="batch">The batch that the graph was written for.</param>
    /// <param name="readers">How many operations read a value.</param>
    public OnnxDraft(OnnxConstants constants, string input, Shape source, int batch, IReadOnlyDictionary<string, int> readers)
    {
        (Constants, Batch, _readers) = (constants, batch, readers);
        _taps[input] = NetworkDescription.Picture;
        _shapes[NetworkDescription.Picture] = source;
    }

    /// <summary>The values that do not depend on what the network is shown.</summary>
    public OnnxConstants Constants { get; }

    /// <summary>The batch that the graph was written for.</summary>
    public int Batch { get; }

    /// <summary>The layers so far, each with what it reads.</summary>
    public IReadOnlyList<LayerDescription> Layers => _layers;

    /// <summary>The tensors of the layers, by the layers' names for them; they are the file's.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> Weights => _weights;

    /// <summary>The tap of a value; null where no layer gives it.</summary>
    public string? Tap(string value) => _taps.GetValueOrDefault(value);

    /// <summary>The shape of what a tap gives.</summary>
    public Shape Shape(string tap) => _shapes[tap];

    /// <summary>What an operation reads in a place, from 0, that depends on what the network is shown.</summary>
    /// <exception cref="WeightFormatException">It reads nothing there, or a constant.</exception>
    public (string Tap, Shape Shape) Source(OnnxOperation operation, int index = 0)
    {
        var value = operation.Input(index) ?? throw operation.Wrong($"reads nothing in place {index + 1}");
        return Tap(value) is { } tap ? (tap, _shapes[tap]) : throw Unread(operation, value);
    }

    /// <summary>The taps of all that an operation reads, which must be of layers.</summary>
    /// <exception cref="WeightFormatException">It reads nothing, or a constant.</exception>
    public string[] Sources(OnnxOperation operation) => operation.Node.Inputs.Count > 0
        ? [.. Enumerable.Range(0, operation.Node.Inputs.Count).Select(index => Source(operation, index).Tap)]
        : throw operation.Wrong("reads nothing");

    /// <summary>The weights that an operation reads in a place, from 0.</summary>
    /// <exception cref="WeightFormatException">It reads nothing there, or no weights.</exception>
    public Tensor<float> Constant(OnnxOperation operation, int index)
    {
        var value = operation.Input(index) ?? throw operation.Wrong($"reads nothing in place {index + 1}");
        return Constants.Tensor(value) ?? throw operation.Wrong($"reads '{value}' in place {index + 1}, which must be weights of the file: floating-point numbers that do not depend on what the network is shown");
    }

    /// <summary>Lets an operation change nothing: its value is what it reads.</summary>
    public void Pass(OnnxOperation operation, (string Tap, Shape Shape) source) => _taps[operation.Output] = source.Tap;

    /// <summary>Adds a layer without weights that reads what its operation reads first.</summary>
    /// <exception cref="WeightFormatException">No layer gives that.</exception>
    public void Add(OnnxOperation operation, LayerDescription layer) => Add(operation, layer, [Source(operation).Tap]);

    /// <summary>Adds a layer.</summary>
    /// <param name="operation">What it is made of; its value is what the layer gives.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="taps">What it reads.</param>
    /// <param name="weights">Its tensors in the order of its parameters.</param>
    /// <exception cref="WeightFormatException">A tensor has another number of elements than it must have.</exception>
    /// <exception cref="ArgumentException">The layer cannot take what it reads.</exception>
    public void Add(OnnxOperation operation, LayerDescription layer, IReadOnlyList<string> taps, params Tensor<float>[] weights)
    {
        layer = layer with { Inputs = taps };
        foreach (var ((name, shape), tensor) in layer.Parameters.Zip(weights))
        {
            _weights[$"{layer.Name}.{name}"] = tensor.Length == shape.ElementCount ? tensor : throw operation.Wrong($"has the shape {tensor.Shape} for its {name}, which must be {shape}");
        }

        _shapes[layer.Tap] = layer.DestinationShape([.. taps.Select(tap => _shapes[tap])]);
        _taps[operation.Output] = layer.Tap;
        _layers.Add(layer);
    }

    /// <summary>A name for the layer of an operation. Files of PyTorch keep the names of its modules in those of the weights.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="weights">The place where it reads its weights; null for none.</param>
    public string Name(OnnxOperation operation, int? weights = null) => Unique(
        weights is { } index && operation.Input(index) is { } value && value.EndsWith(Weight, StringComparison.Ordinal) && value.Length > Weight.Length ? value[..^Weight.Length] : operation.Name);

    /// <summary>A name that no layer has so far: with a number where it is taken.</summary>
    public string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++)
        {
            unique = $"{name}#{number}";
        }

        return unique;
    }

    /// <summary>Lets the last layer take over what an operation adds to each channel of its result.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="tap">What it reads.</param>
    /// <param name="numbers">What it adds, by channel.</param>
    /// <returns>False where that layer is not the last, has a bias already, or is read by others too.</returns>
    public bool TryAddBias(OnnxOperation operation, string tap, Func<int, float> numbers)
    {
        if (_layers.Count == 0 || _layers[^1].Tap != tap || _readers.GetValueOrDefault(tap) != 1)
        {
            return false;
        }

        LayerDescription? biased = _layers[^1] switch
        {
            FullyConnectedDescription { HasBias: false } full => full with { HasBias = true, Tap = operation.Output },
            ConvolutionDescription { HasBias: false } convolution => convolution with { HasBias = true, Tap = operation.Output },
            _ => null,
        };
        if (biased is null)
        {
            return false;
        }

        _layers[^1] = biased;
        _weights[$"{biased.Name}.bias"] = Constants.Make(_shapes[tap][1], numbers);
        _shapes[biased.Tap] = _shapes[tap];
        _taps[operation.Output] = biased.Tap;
        return true;
    }

    private WeightFormatException Unread(OnnxOperation operation, string value) => operation.Wrong(
        Constants.Tensor(value) is not null || Constants.Wholes(value) is not null ? $"reads the constant '{value}' where it must read a layer" : $"reads '{value}', which no layer before it gives");
}

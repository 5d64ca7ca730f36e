using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>Makes layers of the operations of an ONNX graph, one after the other. A layer's tap is the value that the operation gives.</summary>
internal sealed class OnnxLayers
{
    private const string Weight = ".weight";

    private readonly Dictionary<string, Action<OnnxOperation>> _operators;
    private readonly OnnxConstants _constants;
    private readonly IReadOnlyDictionary<string, int> _readers;
    private readonly int _batch;
    private readonly Dictionary<string, string> _taps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly List<LayerDescription> _layers = [];
    private readonly Dictionary<string, Tensor<float>> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Begins with what the network is shown.</summary>
    /// <param name="constants">The values that do not depend on it.</param>
    /// <param name="input">The value that stands for it in the graph.</param>
    /// <param name="source">Its shape, with a batch of 1.</param>
    /// <param name="batch">The batch that the graph was written for.</param>
    /// <param name="readers">How many operations read a value.</param>
    public OnnxLayers(OnnxConstants constants, string input, Shape source, int batch, IReadOnlyDictionary<string, int> readers)
    {
        (_constants, _readers, _batch) = (constants, readers, batch);
        _taps[input] = NetworkDescription.Picture;
        _shapes[NetworkDescription.Picture] = source;
        _operators = new Dictionary<string, Action<OnnxOperation>>(StringComparer.Ordinal)
        {
            ["Add"] = AddSum,
            ["AveragePool"] = operation => AddPool(operation, PoolingKind.Average),
            ["BatchNormalization"] = AddNormalisation,
            ["Clip"] = AddClip,
            ["Concat"] = AddJoint,
            ["Conv"] = AddConvolution,
            ["Div"] = AddAffine,
            ["Dropout"] = AddDropout,
            ["Elu"] = operation => Add(operation, new EluDescription(Name(operation), operation.Output, operation.Number("alpha", 1))),
            ["Flatten"] = AddFlat,
            ["Gelu"] = AddGelu,
            ["Gemm"] = AddGemm,
            ["GlobalAveragePool"] = AddGlobalAverage,
            ["HardSwish"] = operation => Add(operation, new HardSwishDescription(Name(operation), operation.Output)),
            ["Identity"] = operation => Pass(operation, Source(operation)),
            ["LRN"] = AddLocalResponse,
            ["LeakyRelu"] = operation => Add(operation, new LeakyReluDescription(Name(operation), operation.Output, operation.Number("alpha", 0.01))),
            ["MatMul"] = AddMatrix,
            ["MaxPool"] = operation => AddPool(operation, PoolingKind.Maximum),
            ["Mul"] = AddAffine,
            ["PRelu"] = AddParametricRelu,
            ["Pad"] = AddPadding,
            ["ReduceMean"] = AddMean,
            ["Relu"] = operation => Add(operation, new ReluDescription(Name(operation), operation.Output)),
            ["Reshape"] = AddReshape,
            ["Resize"] = AddUpsampling,
            ["Sigmoid"] = operation => Add(operation, new SigmoidDescription(Name(operation), operation.Output)),
            ["Softmax"] = AddSoftmax,
            ["Squeeze"] = AddSqueeze,
            ["Sub"] = AddAffine,
            ["Sum"] = AddSum,
            ["Tanh"] = operation => Add(operation, new TanhDescription(Name(operation), operation.Output)),
            ["Transpose"] = AddTranspose,
            ["Unsqueeze"] = AddUnsqueeze,
            ["Upsample"] = AddUpsampling,
        };
    }

    /// <summary>The layers so far, each with what it reads.</summary>
    public IReadOnlyList<LayerDescription> Layers => _layers;

    /// <summary>The tensors of the layers, by the layers' names for them; they are the file's.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> Weights => _weights;

    /// <summary>The tap of a value; null where no layer gives it.</summary>
    public string? Tap(string value) => _taps.GetValueOrDefault(value);

    /// <summary>Makes a layer, or none where the operation changes nothing or is a constant.</summary>
    /// <exception cref="WeightFormatException">There is no layer that does the same; the sentence names the operation and says what there is.</exception>
    public void Add(OnnxOperation operation)
    {
        try
        {
            if (_constants.TryFold(operation, value => Tap(value) is { } tap ? _shapes[tap] : null))
            {
                return;
            }

            if (!_operators.TryGetValue(operation.Operator, out var add))
            {
                throw operation.Wrong($"is no operator that layers are made of: those are {string.Join(", ", _operators.Keys)}");
            }

            add(operation);
        }
        catch (ArgumentException refusal)
        {
            throw operation.Wrong($"does not fit what it reads: {refusal.Message}", refusal);
        }
    }

    private void AddConvolution(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        var weights = Constant(operation, 1);
        if (weights.Shape.Rank != source.Rank || source.Rank < 3)
        {
            throw operation.Wrong($"has weights of shape {weights.Shape} for a source of shape {source}, which must have as many dimensions, 3 to 5");
        }

        var sides = weights.Shape.Spatial.ToArray();
        if (operation.Wholes("kernel_shape") is { Count: > 0 } kernel && !kernel.SequenceEqual(sides.Select(side => (long)side)))
        {
            throw operation.Wrong($"has kernel_shape = {string.Join(", ", kernel)}, but weights of shape {weights.Shape}");
        }

        var windows = OnnxWindows.Of(operation, sides);
        var bias = operation.Input(2) is null ? null : Constant(operation, 2);
        var groups = operation.Whole("group", 1);
        if (groups < 1 || groups * weights.Shape[1] != source[1] || weights.Shape[0] % groups != 0)
        {
            throw operation.Wrong($"has group = {groups} and weights of shape {weights.Shape}, which do not fit a source of {source[1]} channels");
        }

        var layer = new ConvolutionDescription(Name(operation, 1), operation.Output, source[1], weights.Shape[0], OnnxWindows.Alike(operation, windows.Length > 1 ? windows[..^1] : windows))
        {
            Groups = (int)groups,
            HasBias = bias is not null,
            Dimensions = windows.Length,
            Across = windows[^1] == windows[0] ? null : windows[^1],
        };
        Add(operation, layer, [tap], bias is null ? [weights] : [weights, bias]);
    }

    private void AddGemm(OnnxOperation operation)
    {
        operation.Require("transA", allowed: 0, absent: 0);
        var matrix = Constant(operation, 1);
        var bias = operation.Input(2) is null ? null : Constant(operation, 2);
        AddFull(operation, operation.Whole("transB", 0) == 0 ? Turned(operation, matrix) : matrix, operation.Number("alpha", 1), bias, operation.Number("beta", 1));
    }

    private void AddMatrix(OnnxOperation operation) => AddFull(operation, Turned(operation, Constant(operation, 1)), 1, null, 1);

    private void AddFull(OnnxOperation operation, Tensor<float> matrix, double factor, Tensor<float>? bias, double biasFactor)
    {
        var (tap, source) = Source(operation);
        if (source.Rank != 2 || matrix.Shape.Rank != 2)
        {
            throw operation.Wrong($"multiplies {source} by {matrix.Shape}, and a fully connected layer takes (N, features) and a matrix: flatten before it");
        }

        var features = matrix.Shape[0];
        if (!factor.Equals(1))
        {
            var plain = matrix;
            matrix = _constants.Make(matrix.Length, i => (float)(plain.Span[i] * factor));
        }

        var layer = new FullyConnectedDescription(Name(operation, 1), operation.Output, source[1], features) { HasBias = bias is not null };
        Add(operation, layer, [tap], bias is null ? [matrix] : [matrix, _constants.Make(features, Each(operation, bias, [1, features], number => (float)(number * biasFactor)))]);
    }

    private void AddNormalisation(OnnxOperation operation)
    {
        operation.Require("training_mode", allowed: 0, absent: 0);
        operation.Require("spatial", allowed: 1, absent: 1);
        var (tap, source) = Source(operation);
        Add(operation, new BatchNormalisationDescription(Name(operation, 1), operation.Output, source[1], operation.Number("epsilon", 1e-5)), [tap], [.. Enumerable.Range(1, 4).Select(index => Constant(operation, index))]);
    }

    // A sum of layers; with a constant a bias of its own.
    private void AddSum(OnnxOperation operation)
    {
        if (operation.Node.Inputs.Any(input => _constants.Tensor(input) is not null))
        {
            AddAffine(operation);
            return;
        }

        var taps = Sources(operation);
        if (taps.Select(tap => _shapes[tap]).Distinct().Count() > 1)
        {
            throw operation.Wrong($"adds {string.Join(" and ", taps.Select(tap => _shapes[tap]))}, and only layers of one shape are added");
        }

        Add(operation, new AdditionDescription(Name(operation), operation.Output), taps);
    }

    // A number for each channel that is added, taken off, multiplied or divided by is a normalisation with the mean 0 or it and the variance 1.
    private void AddAffine(OnnxOperation operation)
    {
        var isTurned = operation.Operator is "Add" or "Sum" or "Mul" && _constants.Tensor(operation.Input(0)) is not null;
        var given = _constants.Tensor(operation.Input(isTurned ? 0 : 1));
        if (given is null || operation.Node.Inputs.Count != 2)
        {
            throw operation.Wrong("reads several layers, and only a number for each channel is read beside one: layers are added alone");
        }

        var (tap, source) = Source(operation, isTurned ? 1 : 0);
        var numbers = Each(operation, given, source, number => number);
        var isSum = operation.Operator is "Add" or "Sum";
        if (isSum && operation.Input(isTurned ? 1 : 0) == tap && TryAddBias(operation, tap, numbers))
        {
            return;
        }

        Tensor<float> Every(float number) => _constants.Make(source[1], _ => number);
        var factor = operation.Operator switch { "Mul" => _constants.Make(source[1], numbers), "Div" => _constants.Make(source[1], channel => 1 / numbers(channel)), _ => null };
        var layer = new BatchNormalisationDescription(Name(operation), operation.Output, source[1], Epsilon: 0) { HasScale = factor is not null };
        Tensor<float>[] rest = [isSum ? _constants.Make(source[1], numbers) : Every(0), operation.Operator == "Sub" ? _constants.Make(source[1], numbers) : Every(0), Every(1)];
        Add(operation, layer, [tap], factor is null ? rest : [factor, .. rest]);
    }

    // The layer before it takes the numbers over where it has none and nobody else reads it.
    private bool TryAddBias(OnnxOperation operation, string tap, Func<int, float> numbers)
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
        _weights[$"{biased.Name}.bias"] = _constants.Make(_shapes[tap][1], numbers);
        _shapes[biased.Tap] = _shapes[tap];
        _taps[operation.Output] = biased.Tap;
        return true;
    }

    private void AddParametricRelu(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        var slopes = _constants.Make(source[1], Each(operation, Constant(operation, 1), source, number => number));
        Add(operation, new ParametricReluDescription(Name(operation, 1), operation.Output, source[1]), [tap], [slopes]);
    }

    private void AddClip(OnnxOperation operation)
    {
        var (least, most) = (Limit("min", 1), Limit("max", 2));
        Add(operation, (least, most) switch
        {
            (0, 6) => new Relu6Description(Name(operation), operation.Output),
            (0, null) => new ReluDescription(Name(operation), operation.Output),
            _ => throw operation.Wrong($"keeps numbers from {least?.ToString(CultureInfo.InvariantCulture) ?? "any"} to {most?.ToString(CultureInfo.InvariantCulture) ?? "any"}, and only 0 to 6, and 0 and above, are read"),
        });

        // Whoever has no limit may write the largest number there is, or infinity.
        double? Limit(string attribute, int input)
        {
            var number = operation.Has(attribute) ? operation.Number(attribute, 0)
                : operation.Input(input) is not { } value || _constants.IsInfinite(value) ? double.PositiveInfinity
                : Constant(operation, input).Span[0];
            return Math.Abs((float)number) < float.MaxValue ? number : null;
        }
    }

    private void AddGelu(OnnxOperation operation) => Add(operation, operation.Word("approximate", "none") switch
    {
        "none" => new GeluDescription(Name(operation), operation.Output),
        "tanh" => new TanhGeluDescription(Name(operation), operation.Output),
        var other => throw operation.Wrong($"has approximate = {other}, and only none and tanh are read"),
    });

    private void AddSoftmax(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        const int AlongOneAxis = 13; // Before it all dimensions from the axis on were one.
        var axis = Axis(operation, operation.Whole("axis", operation.Version < AlongOneAxis ? 1 : -1), source.Rank);
        if (axis == 0 || (operation.Version < AlongOneAxis && source.Skip(axis + 1).Any(extent => extent > 1)))
        {
            throw operation.Wrong($"works along more than one dimension of {source}, or along the batch, and only one of the others is read");
        }

        Add(operation, new SoftmaxDescription(Name(operation), operation.Output, axis), [tap]);
    }

    private void AddLocalResponse(OnnxOperation operation)
    {
        var size = operation.Whole("size", 0);
        Add(operation, size is > 0 and <= OnnxOperation.MostExtent && size % 2 == 1
            ? new LocalResponseNormalisationDescription(
                Name(operation), operation.Output, (int)size, operation.Number("alpha", 1e-4), operation.Number("beta", 0.75), operation.Number("bias", 1))
            : throw operation.Wrong($"has size = {size}, and only odd numbers of channels are read"));
    }

    private void AddDropout(OnnxOperation operation)
    {
        var share = operation.Has("ratio") ? operation.Number("ratio", 0.5) : _constants.Tensor(operation.Input(1)) is { Length: 1 } given ? given.Span[0] : 0.5;
        Add(operation, new DropoutDescription(Name(operation), operation.Output, share));
    }

    private void AddPool(OnnxOperation operation, PoolingKind kind)
    {
        var kernel = operation.Wholes("kernel_shape") is { Count: > 0 } given ? operation.Extents("kernel_shape", given.Count, least: 1) : throw operation.Wrong("has no kernel_shape, which says how large its windows are");
        var window = OnnxWindows.Alike(operation, OnnxWindows.Of(operation, kernel));
        Add(operation, window.Dilation > 1
            ? throw operation.Wrong($"has dilations of {window.Dilation}, and windows of poolings have none here")
            : new PoolingDescription(Name(operation), operation.Output, window)
            {
                Kind = kind,
                Ceiling = operation.Whole("ceil_mode", 0) != 0,
                CountsPadding = kind == PoolingKind.Average && operation.Whole("count_include_pad", 0) != 0,
                Dimensions = kernel.Length,
            });
    }

    private void AddGlobalAverage(OnnxOperation operation) =>
        Add(operation, new AdaptivePoolingDescription(Name(operation), operation.Output, 1) { Dimensions = Source(operation).Shape.Rank - 2 });

    private void AddMean(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        var axes = (operation.Wholes("axes") ?? _constants.Wholes(operation.Input(1)) ?? []).Select(axis => Axis(operation, axis, source.Rank)).Order();
        if (source.Rank < 3 || !axes.SequenceEqual(Enumerable.Range(2, source.Rank - 2)))
        {
            throw operation.Wrong($"takes the mean along the dimensions {string.Join(", ", axes)} of {source}, and only that of all dimensions behind the channels is read");
        }

        var isFlat = operation.Whole("keepdims", 1) == 0;
        var mean = new AdaptivePoolingDescription(Name(operation), isFlat ? $"{operation.Output}.mean" : operation.Output, 1) { Dimensions = source.Rank - 2 };
        Add(operation, mean, [tap]);
        if (isFlat)
        {
            Add(operation, new FlattenDescription(Unique($"{mean.Name}.flatten"), operation.Output), [mean.Tap]);
        }
    }

    private void AddJoint(OnnxOperation operation)
    {
        var taps = Sources(operation);
        if (Axis(operation, operation.Whole("axis", 1), _shapes[taps[0]].Rank) is var axis && axis != 1)
        {
            throw operation.Wrong($"joins along dimension {axis}, and only channels are joined, which are dimension 1");
        }

        Add(operation, new ConcatenationDescription(Name(operation), operation.Output), taps);
    }

    private void AddFlat(OnnxOperation operation)
    {
        var source = Source(operation);
        if (Axis(operation, operation.Whole("axis", 1), source.Shape.Rank) is var axis && axis != 1)
        {
            throw operation.Wrong($"begins at dimension {axis}, and only 1 is read, which leaves each picture by itself");
        }

        Reshape(operation, source, [1, source.Shape.ElementCount]);
    }

    private void AddReshape(OnnxOperation operation)
    {
        var source = Source(operation);
        var target = (operation.Wholes("shape") ?? _constants.Wholes(operation.Input(1)) ?? throw operation.Wrong("reads a shape that the graph makes of what it is shown, and only shapes that are fixed are read")).ToArray();
        if (target.Length > 1 && (target[0] == 0 || target[0] == _batch || (target[0] == -1 && !target.Skip(1).Contains(-1))))
        {
            target[0] = 1;
        }

        var shape = OnnxConstants.Resolve(operation, source.Shape, target);
        Reshape(operation, source, shape[0] == 1 ? shape : throw operation.Wrong($"makes {shape} of one {source.Shape}, and the batch must stay what it is"));
    }

    private void AddSqueeze(OnnxOperation operation)
    {
        var source = Source(operation);
        var axes = (operation.Wholes("axes") ?? _constants.Wholes(operation.Input(1)))?.Select(axis => Axis(operation, axis, source.Shape.Rank)).ToHashSet()
            ?? [.. Enumerable.Range(1, source.Shape.Rank - 1).Where(d => source.Shape[d] == 1)];
        Reshape(operation, source, axes.Contains(0) || axes.Any(axis => source.Shape[axis] != 1)
            ? throw operation.Wrong($"takes the dimensions {string.Join(", ", axes)} off {source.Shape}, and only those of 1 behind the batch can be")
            : [.. source.Shape.Where((_, d) => !axes.Contains(d))]);
    }

    private void AddUnsqueeze(OnnxOperation operation)
    {
        var source = Source(operation);
        var given = operation.Wholes("axes") ?? _constants.Wholes(operation.Input(1)) ?? [];
        var axes = given.Select(axis => Axis(operation, axis, source.Shape.Rank + given.Count)).ToHashSet();
        if (axes.Count != given.Count || axes.Contains(0))
        {
            throw operation.Wrong($"puts dimensions in at {string.Join(", ", given)}, and each must be another, behind the batch");
        }

        var rest = new Queue<int>(source.Shape);
        Reshape(operation, source, [.. Enumerable.Range(0, source.Shape.Rank + axes.Count).Select(d => axes.Contains(d) ? 1 : rest.Dequeue())]);
    }

    private void AddTranspose(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        int[] order = [.. (operation.Wholes("perm") ?? [.. Enumerable.Range(0, source.Rank).Reverse().Select(d => (long)d)]).Select(axis => Axis(operation, axis, source.Rank))];
        Add(operation, order.Order().SequenceEqual(Enumerable.Range(0, source.Rank)) && order[0] == 0
            ? new PermuteDescription(Name(operation), operation.Output, order)
            : throw operation.Wrong($"puts the dimensions in the order {string.Join(", ", order)}, and that must name each of the {source.Rank} once and begin with the batch, 0"), [tap]);
    }

    private void AddPadding(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        var pads = operation.Wholes("pads") ?? operation.Wholes("paddings") ?? _constants.Wholes(operation.Input(1)) ?? [];
        if (operation.Input(3) is not null || pads.Count != 2 * source.Rank || pads.Any(pad => pad is < 0 or > OnnxOperation.MostExtent) || pads[0] + pads[source.Rank] > 0)
        {
            throw operation.Wrong($"has the margins {string.Join(", ", pads)}, and for {source} two whole numbers for each dimension are read, from 0 to {OnnxOperation.MostExtent}, those of the batch 0, without axes");
        }

        var border = operation.Word("mode", "constant") switch
        {
            "constant" when operation.Number("value", 0) == 0 && (_constants.Tensor(operation.Input(2))?.Span[0] ?? 0) == 0 => BorderMode.Zero,
            "reflect" when Enumerable.Range(1, source.Rank - 1).All(d => Math.Max(pads[d], pads[source.Rank + d]) < source[d]) => BorderMode.Reflect,
            "edge" => BorderMode.Replicate,
            var other => throw operation.Wrong($"has mode = {other}, and only constant with 0, edge, and reflect with margins smaller than what is mirrored are read"),
        };
        Add(operation, new PaddingDescription(Name(operation), operation.Output, [.. Enumerable.Range(1, source.Rank - 1).Select(d => ((int)pads[d], (int)pads[source.Rank + d]))]) { Border = border }, [tap]);
    }

    private void AddUpsampling(OnnxOperation operation)
    {
        var (tap, source) = Source(operation);
        var scales = operation.Operator == "Upsample" || operation.Version < 11 ? 1 : 2; // The input that names them; before 9 they were a setting.
        double[] factors = operation.Node.Attributes.TryGetValue("scales", out var written) ? [.. written.Numbers.Select(number => (double)number)]
            : _constants.Tensor(operation.Input(scales)) is { } given ? [.. given.Span.ToArray().Select(number => (double)number)]
            : _constants.Wholes(operation.Input(3)) is { } sizes && sizes.Count == source.Rank ? [.. sizes.Select((size, d) => d == 0 ? 1 : size / (double)source[d])]
            : [];
        var factor = factors.Length > 2 ? factors[^1] : 0;
        if (factors.Length != source.Rank || factors[0] != 1 || factors[1] != 1 || factor < 1 || factor > OnnxOperation.MostExtent || factor % 1 != 0 || factors.Skip(2).Any(other => other != factor))
        {
            throw operation.Wrong($"makes {source} {string.Join("×", factors)} times as large, and only one whole number for all dimensions behind the channels is read");
        }

        var (mode, place, rounding) = (operation.Word("mode", "nearest"), operation.Word("coordinate_transformation_mode", "half_pixel"), operation.Word("nearest_mode", "round_prefer_floor"));
        var repeats = operation.Operator == "Upsample" || operation.Version < 11
            || (place is "half_pixel" or "half_pixel_symmetric" or "pytorch_half_pixel" && rounding.StartsWith("round", StringComparison.Ordinal))
            || (place == "asymmetric" && (rounding == "floor" || (rounding == "round_prefer_floor" && factor <= 2)));
        Add(operation, mode == "nearest" && repeats
            ? new UpsamplingDescription(Name(operation), operation.Output, (int)factor)
            : throw operation.Wrong($"has mode = {mode} ({place}, {rounding}), and only nearest is read that repeats each position"), [tap]);
    }

    private void Reshape(OnnxOperation operation, (string Tap, Shape Shape) source, Shape shape)
    {
        if (shape == source.Shape)
        {
            Pass(operation, source);
            return;
        }

        Add(operation, shape.Rank == 2 ? new FlattenDescription(Name(operation), operation.Output) : new ReshapeDescription(Name(operation), operation.Output, [.. shape.Skip(1)]), [source.Tap]);
    }

    private void Pass(OnnxOperation operation, (string Tap, Shape Shape) source) => _taps[operation.Output] = source.Tap;

    private void Add(OnnxOperation operation, LayerDescription layer) => Add(operation, layer, [Source(operation).Tap]);

    private void Add(OnnxOperation operation, LayerDescription layer, IReadOnlyList<string> taps, params Tensor<float>[] weights)
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

    private (string Tap, Shape Shape) Source(OnnxOperation operation, int index = 0)
    {
        var value = operation.Input(index) ?? throw operation.Wrong($"reads nothing in place {index + 1}");
        return Tap(value) is { } tap ? (tap, _shapes[tap]) : throw Unread(operation, value);
    }

    private string[] Sources(OnnxOperation operation) => operation.Node.Inputs.Count > 0
        ? [.. Enumerable.Range(0, operation.Node.Inputs.Count).Select(index => Source(operation, index).Tap)]
        : throw operation.Wrong("reads nothing");

    private Tensor<float> Constant(OnnxOperation operation, int index)
    {
        var value = operation.Input(index) ?? throw operation.Wrong($"reads nothing in place {index + 1}");
        return _constants.Tensor(value) ?? throw operation.Wrong($"reads '{value}' in place {index + 1}, which must be weights of the file: floating-point numbers that do not depend on what the network is shown");
    }

    private WeightFormatException Unread(OnnxOperation operation, string value) => operation.Wrong(
        _constants.Tensor(value) is not null || _constants.Wholes(value) is not null ? $"reads the constant '{value}' where it must read a layer" : $"reads '{value}', which no layer before it gives");

    private Tensor<float> Turned(OnnxOperation operation, Tensor<float> matrix) => matrix.Shape.Rank == 2
        ? _constants.Transpose(matrix)
        : throw operation.Wrong($"multiplies by weights of shape {matrix.Shape}, and only matrices are read");

    // One number for each channel, as a constant is spread over a source.
    private static Func<int, float> Each(OnnxOperation operation, Tensor<float> constant, Shape source, Func<float, float> change)
    {
        int[] extents = [.. Enumerable.Repeat(1, Math.Max(0, source.Rank - constant.Shape.Rank)), .. constant.Shape];
        return extents.Length == source.Rank && extents.Select((extent, d) => extent == 1 || (d == 1 && extent == source[1])).All(isSpread => isSpread)
            ? channel => change(constant.Span[constant.Length == 1 ? 0 : channel])
            : throw operation.Wrong($"has a constant of shape {constant.Shape} beside {source}, and only one number, or one for each channel, is read");
    }

    private static int Axis(OnnxOperation operation, long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw operation.Wrong($"names dimension {axis}, and there are {rank}");

    // Files of PyTorch keep the names of its modules in those of the weights.
    private string Name(OnnxOperation operation, int? weights = null) => Unique(
        weights is { } index && operation.Input(index) is { } value && value.EndsWith(Weight, StringComparison.Ordinal) && value.Length > Weight.Length ? value[..^Weight.Length] : operation.Name);

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 2; !_names.Add(unique); number++)
        {
            unique = $"{name}#{number}";
        }

        return unique;
    }
}

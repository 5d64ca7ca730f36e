using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels.Pooling;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>Makes layers of the operators without weights that calculate: functions, softmax, poolings.</summary>
/// <param name="draft">The network as far as it is made.</param>
internal sealed class OnnxFunctionOperators(OnnxDraft draft)
{
    /// <summary>The operators by their names.</summary>
    public IEnumerable<(string Name, Action<OnnxOperation> Add)> Operators =>
    [
        ("AveragePool", operation => AddPool(operation, PoolingKind.Average)),
        ("Clip", AddClip),
        ("Dropout", AddDropout),
        ("Elu", operation => draft.Add(operation, new EluDescription(draft.Name(operation), operation.Output, operation.Number("alpha", 1)))),
        ("Gelu", AddGelu),
        ("GlobalAveragePool", AddGlobalAverage),
        ("HardSwish", operation => draft.Add(operation, new HardSwishDescription(draft.Name(operation), operation.Output))),
        ("Identity", operation => draft.Pass(operation, draft.Source(operation))),
        ("LRN", AddLocalResponse),
        ("LeakyRelu", operation => draft.Add(operation, new LeakyReluDescription(draft.Name(operation), operation.Output, operation.Number("alpha", 0.01)))),
        ("MaxPool", operation => AddPool(operation, PoolingKind.Maximum)),
        ("ReduceMean", AddMean),
        ("Relu", operation => draft.Add(operation, new ReluDescription(draft.Name(operation), operation.Output))),
        ("Sigmoid", operation => draft.Add(operation, new SigmoidDescription(draft.Name(operation), operation.Output))),
        ("Softmax", AddSoftmax),
        ("Tanh", operation => draft.Add(operation, new TanhDescription(draft.Name(operation), operation.Output))),
    ];

    private void AddClip(OnnxOperation operation)
    {
        var (least, most) = (Limit("min", 1), Limit("max", 2));
        draft.Add(operation, (least, most) switch
        {
            (0, 6) => new Relu6Description(draft.Name(operation), operation.Output),
            (0, null) => new ReluDescription(draft.Name(operation), operation.Output),
            _ => throw operation.Wrong($"keeps numbers from {least?.ToString(CultureInfo.InvariantCulture) ?? "any"} to {most?.ToString(CultureInfo.InvariantCulture) ?? "any"}, and only 0 to 6, and 0 and above, are read"),
        });

        // Whoever has no limit may write the largest number there is, or infinity.
        double? Limit(string attribute, int input)
        {
            var number = operation.Has(attribute) ? operation.Number(attribute, 0)
                : operation.Input(input) is not { } value || draft.Constants.IsInfinite(value) ? double.PositiveInfinity
                : draft.Constant(operation, input).Span[0];
            return Math.Abs((float)number) < float.MaxValue ? number : null;
        }
    }

    private void AddGelu(OnnxOperation operation) => draft.Add(operation, operation.Word("approximate", "none") switch
    {
        "none" => new GeluDescription(draft.Name(operation), operation.Output),
        "tanh" => new TanhGeluDescription(draft.Name(operation), operation.Output),
        var other => throw operation.Wrong($"has approximate = {other}, and only none and tanh are read"),
    });

    private void AddSoftmax(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        const int AlongOneAxis = 13; // Before it all dimensions from the axis on were one.
        var axis = operation.Axis(operation.Whole("axis", operation.Version < AlongOneAxis ? 1 : -1), source.Rank);
        if (axis == 0 || (operation.Version < AlongOneAxis && source.Skip(axis + 1).Any(extent => extent > 1)))
        {
            throw operation.Wrong($"works along more than one dimension of {source}, or along the batch, and only one of the others is read");
        }

        draft.Add(operation, new SoftmaxDescription(draft.Name(operation), operation.Output, axis), [tap]);
    }

    private void AddLocalResponse(OnnxOperation operation)
    {
        var size = operation.Whole("size", 0);
        draft.Add(operation, size is > 0 and <= OnnxOperation.MostExtent && size % 2 == 1
            ? new LocalResponseNormalisationDescription(
                draft.Name(operation), operation.Output, (int)size, operation.Number("alpha", 1e-4), operation.Number("beta", 0.75), operation.Number("bias", 1))
            : throw operation.Wrong($"has size = {size}, and only odd numbers of channels are read"));
    }

    private void AddDropout(OnnxOperation operation)
    {
        var share = operation.Has("ratio") ? operation.Number("ratio", 0.5) : draft.Constants.Tensor(operation.Input(1)) is { Length: 1 } given ? given.Span[0] : 0.5;
        draft.Add(operation, new DropoutDescription(draft.Name(operation), operation.Output, share));
    }

    private void AddPool(OnnxOperation operation, PoolingKind kind)
    {
        var kernel = operation.Wholes("kernel_shape") is { Count: > 0 } given ? operation.Extents("kernel_shape", given.Count, least: 1) : throw operation.Wrong("has no kernel_shape, which says how large its windows are");
        var window = OnnxWindows.Alike(operation, OnnxWindows.Of(operation, kernel));
        draft.Add(operation, window.Dilation > 1
            ? throw operation.Wrong($"has dilations of {window.Dilation}, and windows of poolings have none here")
            : new PoolingDescription(draft.Name(operation), operation.Output, window)
            {
                Kind = kind,
                Ceiling = operation.Whole("ceil_mode", 0) != 0,
                CountsPadding = kind == PoolingKind.Average && operation.Whole("count_include_pad", 0) != 0,
                Dimensions = kernel.Length,
            });
    }

    private void AddGlobalAverage(OnnxOperation operation) =>
        draft.Add(operation, new AdaptivePoolingDescription(draft.Name(operation), operation.Output, 1) { Dimensions = draft.Source(operation).Shape.Rank - 2 });

    private void AddMean(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        var axes = (operation.Wholes("axes") ?? draft.Constants.Wholes(operation.Input(1)) ?? []).Select(axis => operation.Axis(axis, source.Rank)).Order();
        if (source.Rank < 3 || !axes.SequenceEqual(Enumerable.Range(2, source.Rank - 2)))
        {
            throw operation.Wrong($"takes the mean along the dimensions {string.Join(", ", axes)} of {source}, and only that of all dimensions behind the channels is read");
        }

        var isFlat = operation.Whole("keepdims", 1) == 0;
        var mean = new AdaptivePoolingDescription(draft.Name(operation), isFlat ? $"{operation.Output}.mean" : operation.Output, 1) { Dimensions = source.Rank - 2 };
        draft.Add(operation, mean, [tap]);
        if (isFlat)
        {
            draft.Add(operation, new FlattenDescription(draft.Unique($"{mean.Name}.flatten"), operation.Output), [mean.Tap]);
        }
    }
}

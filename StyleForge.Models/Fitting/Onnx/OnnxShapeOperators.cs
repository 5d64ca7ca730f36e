using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>Makes layers of the operators that give what they read another shape, or join it.</summary>
/// <param name="draft">The network as far as it is made.</param>
internal sealed class OnnxShapeOperators(OnnxDraft draft)
{
    /// <summary>The operators by their names.</summary>
    public IEnumerable<(string Name, Action<OnnxOperation> Add)> Operators =>
    [
        ("Concat", AddJoint),
        ("Flatten", AddFlat),
        ("Pad", AddPadding),
        ("Reshape", AddReshape),
        ("Resize", AddUpsampling),
        ("Squeeze", AddSqueeze),
        ("Transpose", AddTranspose),
        ("Unsqueeze", AddUnsqueeze),
        ("Upsample", AddUpsampling),
    ];

    private void AddJoint(OnnxOperation operation)
    {
        var taps = draft.Sources(operation);
        if (operation.Axis(operation.Whole("axis", 1), draft.Shape(taps[0]).Rank) is var axis && axis != 1)
        {
            throw operation.Wrong($"joins along dimension {axis}, and only channels are joined, which are dimension 1");
        }

        draft.Add(operation, new ConcatenationDescription(draft.Name(operation), operation.Output), taps);
    }

    private void AddFlat(OnnxOperation operation)
    {
        var source = draft.Source(operation);
        if (operation.Axis(operation.Whole("axis", 1), source.Shape.Rank) is var axis && axis != 1)
        {
            throw operation.Wrong($"begins at dimension {axis}, and only 1 is read, which leaves each picture by itself");
        }

        Reshape(operation, source, [1, source.Shape.ElementCount]);
    }

    private void AddReshape(OnnxOperation operation)
    {
        var source = draft.Source(operation);
        var target = (operation.Wholes("shape") ?? draft.Constants.Wholes(operation.Input(1)) ?? throw operation.Wrong("reads a shape that the graph makes of what it is shown, and only shapes that are fixed are read")).ToArray();
        if (target.Length > 1 && (target[0] == 0 || target[0] == draft.Batch || (target[0] == -1 && !target.Skip(1).Contains(-1))))
        {
            target[0] = 1;
        }

        var shape = OnnxConstants.Resolve(operation, source.Shape, target);
        Reshape(operation, source, shape[0] == 1 ? shape : throw operation.Wrong($"makes {shape} of one {source.Shape}, and the batch must stay what it is"));
    }

    private void AddSqueeze(OnnxOperation operation)
    {
        var source = draft.Source(operation);
        var axes = (operation.Wholes("axes") ?? draft.Constants.Wholes(operation.Input(1)))?.Select(axis => operation.Axis(axis, source.Shape.Rank)).ToHashSet()
            ?? [.. Enumerable.Range(1, source.Shape.Rank - 1).Where(d => source.Shape[d] == 1)];
        Reshape(operation, source, axes.Contains(0) || axes.Any(axis => source.Shape[axis] != 1)
            ? throw operation.Wrong($"takes the dimensions {string.Join(", ", axes)} off {source.Shape}, and only those of 1 behind the batch can be")
            : [.. source.Shape.Where((_, d) => !axes.Contains(d))]);
    }

    private void AddUnsqueeze(OnnxOperation operation)
    {
        var source = draft.Source(operation);
        var given = operation.Wholes("axes") ?? draft.Constants.Wholes(operation.Input(1)) ?? [];
        var axes = given.Select(axis => operation.Axis(axis, source.Shape.Rank + given.Count)).ToHashSet();
        if (axes.Count != given.Count || axes.Contains(0))
        {
            throw operation.Wrong($"puts dimensions in at {string.Join(", ", given)}, and each must be another, behind the batch");
        }

        var rest = new Queue<int>(source.Shape);
        Reshape(operation, source, [.. Enumerable.Range(0, source.Shape.Rank + axes.Count).Select(d => axes.Contains(d) ? 1 : rest.Dequeue())]);
    }

    private void AddTranspose(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        int[] order = [.. (operation.Wholes("perm") ?? [.. Enumerable.Range(0, source.Rank).Reverse().Select(d => (long)d)]).Select(axis => operation.Axis(axis, source.Rank))];
        draft.Add(operation, order.Order().SequenceEqual(Enumerable.Range(0, source.Rank)) && order[0] == 0
            ? new PermuteDescription(draft.Name(operation), operation.Output, order)
            : throw operation.Wrong($"puts the dimensions in the order {string.Join(", ", order)}, and that must name each of the {source.Rank} once and begin with the batch, 0"), [tap]);
    }

    private void AddPadding(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        var pads = operation.Wholes("pads") ?? operation.Wholes("paddings") ?? draft.Constants.Wholes(operation.Input(1)) ?? [];
        if (operation.Input(3) is not null || pads.Count != 2 * source.Rank || pads.Any(pad => pad is < 0 or > OnnxOperation.MostExtent) || pads[0] + pads[source.Rank] > 0)
        {
            throw operation.Wrong($"has the margins {string.Join(", ", pads)}, and for {source} two whole numbers for each dimension are read, from 0 to {OnnxOperation.MostExtent}, those of the batch 0, without axes");
        }

        var border = operation.Word("mode", "constant") switch
        {
            "constant" when operation.Number("value", 0) == 0 && (draft.Constants.Tensor(operation.Input(2))?.Span[0] ?? 0) == 0 => BorderMode.Zero,
            "reflect" when Enumerable.Range(1, source.Rank - 1).All(d => Math.Max(pads[d], pads[source.Rank + d]) < source[d]) => BorderMode.Reflect,
            "edge" => BorderMode.Replicate,
            var other => throw operation.Wrong($"has mode = {other}, and only constant with 0, edge, and reflect with margins smaller than what is mirrored are read"),
        };
        draft.Add(operation, new PaddingDescription(draft.Name(operation), operation.Output, [.. Enumerable.Range(1, source.Rank - 1).Select(d => ((int)pads[d], (int)pads[source.Rank + d]))]) { Border = border }, [tap]);
    }

    private void AddUpsampling(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        var scales = operation.Operator == "Upsample" || operation.Version < 11 ? 1 : 2; // The input that names them; before 9 they were a setting.
        double[] factors = operation.Node.Attributes.TryGetValue("scales", out var written) ? [.. written.Numbers.Select(number => (double)number)]
            : draft.Constants.Tensor(operation.Input(scales)) is { } given ? [.. given.Span.ToArray().Select(number => (double)number)]
            : draft.Constants.Wholes(operation.Input(3)) is { } sizes && sizes.Count == source.Rank ? [.. sizes.Select((size, d) => d == 0 ? 1 : size / (double)source[d])]
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
        draft.Add(operation, mode == "nearest" && repeats
            ? new UpsamplingDescription(draft.Name(operation), operation.Output, (int)factor)
            : throw operation.Wrong($"has mode = {mode} ({place}, {rounding}), and only nearest is read that repeats each position"), [tap]);
    }

    private void Reshape(OnnxOperation operation, (string Tap, Shape Shape) source, Shape shape)
    {
        if (shape == source.Shape)
        {
            draft.Pass(operation, source);
            return;
        }

        draft.Add(operation, shape.Rank == 2 ? new FlattenDescription(draft.Name(operation), operation.Output) : new ReshapeDescription(draft.Name(operation), operation.Output, [.. shape.Skip(1)]), [source.Tap]);
    }
}

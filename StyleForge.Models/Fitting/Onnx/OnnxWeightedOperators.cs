using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>Makes layers of the operators that read weights: products, sums with constants, normalisations.</summary>
/// <param name="draft">The network as far as it is made.</param>
internal sealed class OnnxWeightedOperators(OnnxDraft draft)
{
    /// <summary>The operators by their names.</summary>
    public IEnumerable<(string Name, Action<OnnxOperation> Add)> Operators =>
    [
        ("Add", AddSum),
        ("BatchNormalization", AddNormalisation),
        ("Conv", AddConvolution),
        ("Div", AddAffine),
        ("Gemm", AddGemm),
        ("MatMul", AddMatrix),
        ("Mul", AddAffine),
        ("PRelu", AddParametricRelu),
        ("Sub", AddAffine),
        ("Sum", AddSum),
    ];

    private void AddConvolution(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        var weights = draft.Constant(operation, 1);
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
        var bias = operation.Input(2) is null ? null : draft.Constant(operation, 2);
        var groups = operation.Whole("group", 1);
        if (groups < 1 || groups * weights.Shape[1] != source[1] || weights.Shape[0] % groups != 0)
        {
            throw operation.Wrong($"has group = {groups} and weights of shape {weights.Shape}, which do not fit a source of {source[1]} channels");
        }

        var layer = new ConvolutionDescription(draft.Name(operation, 1), operation.Output, source[1], weights.Shape[0], OnnxWindows.Alike(operation, windows.Length > 1 ? windows[..^1] : windows))
        {
            Groups = (int)groups,
            HasBias = bias is not null,
            Dimensions = windows.Length,
            Across = windows[^1] == windows[0] ? null : windows[^1],
        };
        draft.Add(operation, layer, [tap], bias is null ? [weights] : [weights, bias]);
    }

    private void AddGemm(OnnxOperation operation)
    {
        operation.Require("transA", allowed: 0, absent: 0);
        var matrix = draft.Constant(operation, 1);
        var bias = operation.Input(2) is null ? null : draft.Constant(operation, 2);
        AddFull(operation, operation.Whole("transB", 0) == 0 ? Turned(operation, matrix) : matrix, operation.Number("alpha", 1), bias, operation.Number("beta", 1));
    }

    private void AddMatrix(OnnxOperation operation) => AddFull(operation, Turned(operation, draft.Constant(operation, 1)), 1, null, 1);

    private void AddFull(OnnxOperation operation, Tensor<float> matrix, double factor, Tensor<float>? bias, double biasFactor)
    {
        var (tap, source) = draft.Source(operation);
        if (source.Rank != 2 || matrix.Shape.Rank != 2)
        {
            throw operation.Wrong($"multiplies {source} by {matrix.Shape}, and a fully connected layer takes (N, features) and a matrix: flatten before it");
        }

        var features = matrix.Shape[0];
        if (!factor.Equals(1))
        {
            var plain = matrix;
            matrix = draft.Constants.Make(matrix.Length, i => (float)(plain.Span[i] * factor));
        }

        var layer = new FullyConnectedDescription(draft.Name(operation, 1), operation.Output, source[1], features) { HasBias = bias is not null };
        draft.Add(operation, layer, [tap], bias is null ? [matrix] : [matrix, draft.Constants.Make(features, Each(operation, bias, [1, features], number => (float)(number * biasFactor)))]);
    }

    private void AddNormalisation(OnnxOperation operation)
    {
        operation.Require("training_mode", allowed: 0, absent: 0);
        operation.Require("spatial", allowed: 1, absent: 1);
        var (tap, source) = draft.Source(operation);
        draft.Add(operation, new BatchNormalisationDescription(draft.Name(operation, 1), operation.Output, source[1], operation.Number("epsilon", 1e-5)), [tap], [.. Enumerable.Range(1, 4).Select(index => draft.Constant(operation, index))]);
    }

    // A sum of layers; with a constant a bias of its own.
    private void AddSum(OnnxOperation operation)
    {
        if (operation.Node.Inputs.Any(input => draft.Constants.Tensor(input) is not null))
        {
            AddAffine(operation);
            return;
        }

        var taps = draft.Sources(operation);
        if (taps.Select(tap => draft.Shape(tap)).Distinct().Count() > 1)
        {
            throw operation.Wrong($"adds {string.Join(" and ", taps.Select(tap => draft.Shape(tap)))}, and only layers of one shape are added");
        }

        draft.Add(operation, new AdditionDescription(draft.Name(operation), operation.Output), taps);
    }

    // A number for each channel that is added, taken off, multiplied or divided by is a normalisation with the mean 0 or it and the variance 1.
    private void AddAffine(OnnxOperation operation)
    {
        var isTurned = operation.Operator is "Add" or "Sum" or "Mul" && draft.Constants.Tensor(operation.Input(0)) is not null;
        var given = draft.Constants.Tensor(operation.Input(isTurned ? 0 : 1));
        if (given is null || operation.Node.Inputs.Count != 2)
        {
            throw operation.Wrong("reads several layers, and only a number for each channel is read beside one: layers are added alone");
        }

        var (tap, source) = draft.Source(operation, isTurned ? 1 : 0);
        var numbers = Each(operation, given, source, number => number);
        var isSum = operation.Operator is "Add" or "Sum";
        if (isSum && operation.Input(isTurned ? 1 : 0) == tap && draft.TryAddBias(operation, tap, numbers))
        {
            return;
        }

        Tensor<float> Every(float number) => draft.Constants.Make(source[1], _ => number);
        var factor = operation.Operator switch { "Mul" => draft.Constants.Make(source[1], numbers), "Div" => draft.Constants.Make(source[1], channel => 1 / numbers(channel)), _ => null };
        var layer = new BatchNormalisationDescription(draft.Name(operation), operation.Output, source[1], Epsilon: 0) { HasScale = factor is not null };
        Tensor<float>[] rest = [isSum ? draft.Constants.Make(source[1], numbers) : Every(0), operation.Operator == "Sub" ? draft.Constants.Make(source[1], numbers) : Every(0), Every(1)];
        draft.Add(operation, layer, [tap], factor is null ? rest : [factor, .. rest]);
    }

    private void AddParametricRelu(OnnxOperation operation)
    {
        var (tap, source) = draft.Source(operation);
        var slopes = draft.Constants.Make(source[1], Each(operation, draft.Constant(operation, 1), source, number => number));
        draft.Add(operation, new ParametricReluDescription(draft.Name(operation, 1), operation.Output, source[1]), [tap], [slopes]);
    }

    private Tensor<float> Turned(OnnxOperation operation, Tensor<float> matrix) => matrix.Shape.Rank == 2
        ? draft.Constants.Transpose(matrix)
        : throw operation.Wrong($"multiplies by weights of shape {matrix.Shape}, and only matrices are read");

    // One number for each channel, as a constant is spread over a source.
    private static Func<int, float> Each(OnnxOperation operation, Tensor<float> constant, Shape source, Func<float, float> change)
    {
        int[] extents = [.. Enumerable.Repeat(1, Math.Max(0, source.Rank - constant.Shape.Rank)), .. constant.Shape];
        return extents.Length == source.Rank && extents.Select((extent, d) => extent == 1 || (d == 1 && extent == source[1])).All(isSpread => isSpread)
            ? channel => change(constant.Span[constant.Length == 1 ? 0 : channel])
            : throw operation.Wrong($"has a constant of shape {constant.Shape} beside {source}, and only one number, or one for each channel, is read");
    }
}

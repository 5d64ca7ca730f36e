using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Onnx;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>
/// The values of an ONNX graph that do not depend on what the network is shown: initialisers, constants, and what operators make of those alone. Exporters
/// write such sums into graphs for the shapes that operators are told.
/// </summary>
internal sealed class OnnxConstants
{
    private readonly WeightSet _file;
    private readonly Dictionary<string, Tensor<float>> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<long>> _wholes = new(StringComparer.Ordinal);

    /// <summary>Begins with the initialisers.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="file">The tensors of its file, which stay the file's.</param>
    public OnnxConstants(OnnxGraph graph, WeightSet file)
    {
        _file = file;
        foreach (var tensor in graph.Initialisers)
        {
            Add(tensor.Name, tensor);
        }
    }

    /// <summary>A constant of floating-point numbers; null where the value is no such constant.</summary>
    public Tensor<float>? Tensor(string? value) => value is null ? null : _tensors.GetValueOrDefault(value);

    /// <summary>A constant of whole numbers; null where the value is no such constant.</summary>
    public IReadOnlyList<long>? Wholes(string? value) => value is null ? null : _wholes.GetValueOrDefault(value);

    /// <summary>True for a constant without bounds, which is no weight.</summary>
    public bool IsInfinite(string value) => _file.LeftOut.TryGetValue(value, out var what) && what.EndsWith(" alone", StringComparison.Ordinal);

    /// <summary>Makes a constant of an operation where it reads nothing else.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="shapeOf">The shapes of values that are no constants; null where one is not known.</param>
    /// <returns>False where it is to become a layer.</returns>
    public bool TryFold(OnnxOperation operation, Func<string, Shape?> shapeOf)
    {
        var (first, second) = (operation.Input(0), operation.Input(1));
        var (tensor, wholes) = (Tensor(first), Wholes(first));
        if (_file.TryGet(operation.Output, out var stored))
        {
            return Keep(operation, stored); // The value of a constant, or of quantised weights.
        }

        switch (operation.Operator)
        {
            case "Constant" when operation.Node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } constant:
                Add(operation.Output, constant); // One that cannot be read is refused by who reads it.
                return true;
            case "Constant" when operation.Has("value_int"):
                return Keep(operation, [operation.Whole("value_int", 0)]);
            case "Constant" when operation.Wholes("value_ints") is { } row:
                return Keep(operation, row);
            case "Shape" when first is not null && shapeOf(first) is { } shape && operation.Node.Attributes.Count == 0:
                return Keep(operation, [.. shape.Select(extent => (long)extent)]);
            case "Identity" or "Cast" or "Squeeze" or "Unsqueeze" when wholes is not null:
                return Keep(operation, wholes);
            case "Identity" when tensor is not null:
                return Keep(operation, tensor);
            case "Gather" when wholes is not null && operation.Whole("axis", 0) == 0 && Wholes(second) is { } places && places.All(place => place >= -wholes.Count && place < wholes.Count):
                return Keep(operation, [.. places.Select(place => wholes[(int)(place < 0 ? place + wholes.Count : place)])]);
            case "Concat" when operation.Node.Inputs.All(_wholes.ContainsKey):
                return Keep(operation, [.. operation.Node.Inputs.SelectMany(input => _wholes[input])]);
            case "Reshape" when tensor is not null && Wholes(second) is { } target:
                return Keep(operation, _file.Keep(Tensor<float>.From(Resolve(operation, tensor.Shape, target), tensor.Span)));
            case "Transpose" when tensor is { Shape.Rank: 2 } && (operation.Wholes("perm") ?? [1, 0]) is [1, 0]:
                return Keep(operation, Transpose(tensor));
            default:
                return false;
        }
    }

    /// <summary>A matrix with rows and columns changed over.</summary>
    public Tensor<float> Transpose(Tensor<float> matrix)
    {
        var (rows, columns) = (matrix.Shape[0], matrix.Shape[1]);
        var turned = _file.Keep(new Tensor<float>([columns, rows]));
        var from = matrix.Span;
        var to = turned.Span;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                to[(column * rows) + row] = from[(row * columns) + column];
            }
        }

        return turned;
    }

    /// <summary>Numbers that a rule makes, one for each channel.</summary>
    public Tensor<float> Make(int channels, Func<int, float> rule)
    {
        var made = _file.Keep(new Tensor<float>([channels]));
        for (var channel = 0; channel < channels; channel++)
        {
            made.Span[channel] = rule(channel);
        }

        return made;
    }

    /// <summary>The shape that a <c>Reshape</c> is told: 0 for an extent of the source, −1 for what is left.</summary>
    /// <exception cref="WeightFormatException">The numbers do not fit such a shape.</exception>
    public static Shape Resolve(OnnxOperation operation, Shape source, IReadOnlyList<long> target)
    {
        long[] extents = [.. target.Select((extent, d) => extent == 0 && d < source.Rank ? source[d] : extent)];
        var known = extents.Where(extent => extent != -1).Aggregate(1L, (product, extent) => extent < 1 || extent > int.MaxValue || product > int.MaxValue ? 0 : product * extent);
        return known > 0 && extents.Count(extent => extent == -1) <= 1 && source.ElementCount % known == 0 && (known == source.ElementCount || extents.Contains(-1))
            ? [.. extents.Select(extent => (int)(extent == -1 ? source.ElementCount / known : extent))]
            : throw operation.Wrong($"makes ({string.Join(", ", target)}) of what has the shape {source}, which does not fit");
    }

    private bool Keep(OnnxOperation operation, Tensor<float> tensor)
    {
        _tensors[operation.Output] = tensor;
        return true;
    }

    private bool Keep(OnnxOperation operation, IReadOnlyList<long> wholes)
    {
        _wholes[operation.Output] = wholes;
        return true;
    }

    private void Add(string name, OnnxTensor tensor)
    {
        if (tensor.Integers is { } wholes)
        {
            _wholes[name] = wholes;
        }
        else if (_file.TryGet(name, out var stored))
        {
            _tensors[name] = stored;
        }
    }
}

using System.Globalization;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights.Onnx;

/// <summary>
/// Reads the weights of an ONNX file: its initialisers and the values of its <c>Constant</c> nodes, under the names that the graph's operators
/// know them by. A tensor that <c>DequantizeLinear</c> makes floating-point numbers of is read as those, under the name of what it gives. Tensors of
/// graphs within the graph have the node's output and the attribute in front of their names.
/// </summary>
internal static class OnnxReader
{
    /// <summary>Reads the tensors that are wanted.</summary>
    public static WeightContent Read(WeightSource source, WeightSelection select)
    {
        var model = OnnxModelReader.Read(source);
        var weights = new List<Weight>();
        Gather(source, model.Graph, "", weights);
        if (weights.Count == 0)
        {
            throw source.Wrong("holds no tensors; take a file of weights");
        }

        if (weights.GroupBy(weight => weight.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw source.Wrong($"names '{twice.Key}' twice; download or copy it again");
        }

        var leftOut = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var weight in weights)
        {
            if ((weight.WhyLeftOut ?? Bound(source, weight)) is { } why)
            {
                leftOut.Add(weight.Name, why);
            }
        }

        weights.RemoveAll(weight => leftOut.ContainsKey(weight.Name));
        var names = weights.ConvertAll(weight => weight.Name);
        var content = new WeightContent(source) { Metadata = Metadata(model), LeftOut = leftOut };
        try
        {
            var wanted = select(names);
            content.Passed = names.FindAll(name => !wanted.Contains(name));
            foreach (var weight in weights.Where(weight => wanted.Contains(weight.Name)))
            {
                Fill(source, content, weight);
            }

            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    // A single infinity is no damaged weight: graphs begin a maximum with one, and clip by one.
    private static string? Bound(WeightSource source, Weight weight)
    {
        if (weight.Scale is not null || weight.Tensor.Extents.Any(extent => extent != 1))
        {
            return null;
        }

        OnnxNumbers.Require(source, weight.Tensor, 1);
        var number = new float[1];
        OnnxNumbers.ReadFloats(source, weight.Tensor, number);
        return float.IsInfinity(number[0]) ? $"{number[0].ToString(CultureInfo.InvariantCulture)} alone" : null;
    }

    private static SortedDictionary<string, string> Metadata(OnnxModel model)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in model.Metadata)
        {
            metadata[key] = value;
        }

        metadata.TryAdd("producer", model.Producer);
        metadata.TryAdd("operator_sets", string.Join(", ", model.OperatorSets.Select(set => string.Create(CultureInfo.InvariantCulture, $"{(set.Key.Length > 0 ? set.Key : "ai.onnx")} {set.Value}"))));
        return metadata;
    }

    private static void Gather(WeightSource source, OnnxGraph graph, string prefix, List<Weight> weights)
    {
        var initialisers = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initialisers)
        {
            if (tensor.Name.Length == 0 || !initialisers.TryAdd(tensor.Name, tensor))
            {
                throw source.Wrong(tensor.Name.Length == 0 ? "holds a tensor without a name; save it again" : $"names '{prefix}{tensor.Name}' twice; download or copy it again");
            }
        }

        var quantised = (
            from node in graph.Nodes
            let scale = Quantised(node, initialisers)
            where scale is not null
            select (From: node.Inputs[0], To: node.Outputs[0], Scale: scale)).ToLookup(found => found.From);
        foreach (var tensor in graph.Initialisers)
        {
            foreach (var (_, name, scale) in quantised[tensor.Name])
            {
                Add(source, weights, new Weight(prefix + name, tensor, scale));
            }

            if (!quantised.Contains(tensor.Name))
            {
                Add(source, weights, new Weight(prefix + tensor.Name, tensor, null));
            }
        }

        foreach (var node in graph.Nodes)
        {
            if (node is { Operator: "Constant", Outputs: [var output, ..] } && node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } constant)
            {
                Add(source, weights, new Weight(prefix + output, constant, null));
            }

            foreach (var (attribute, graphs) in node.Attributes.Select(pair => (pair.Key, pair.Value.Graphs)))
            {
                for (var i = 0; i < graphs.Count; i++)
                {
                    Gather(source, graphs[i], $"{prefix}{(node.Outputs.Count > 0 ? node.Outputs[0] : node.Name)}.{attribute}{(i > 0 ? $".{i}" : "")}.", weights);
                }
            }
        }
    }

    private static void Add(WeightSource source, List<Weight> weights, Weight weight)
    {
        weights.Add(weight);
        if (weights.Count > source.Limits.Tensors)
        {
            throw source.Wrong($"names more than the {source.Limits.Tensors} tensors that are allowed");
        }
    }

    // One scale for all, or one for each index along an axis; blocks along an axis (operator set 21) are left out.
    private static Scale? Quantised(OnnxNode node, Dictionary<string, OnnxTensor> initialisers)
    {
        if (node is not { Operator: "DequantizeLinear", Inputs: [var numbers, var scales, ..], Outputs: [_] }
            || !initialisers.TryGetValue(numbers, out var tensor) || !tensor.Type.IsWhole()
            || !initialisers.TryGetValue(scales, out var scale) || !scale.Type.IsFloat()
            || (node.Attributes.TryGetValue("block_size", out var block) && block.Integer != 0))
        {
            return null;
        }

        var zero = (OnnxTensor?)null;
        if (node.Inputs is [_, _, { Length: > 0 } name, ..] && (!initialisers.TryGetValue(name, out zero) || !zero.Type.IsWhole()))
        {
            return null;
        }

        var axis = node.Attributes.TryGetValue("axis", out var given) ? given.Integer : 1;
        axis += axis < 0 ? tensor.Extents.Count : 0;
        var count = scale.Extents.Aggregate(1L, (product, extent) => product < 0 || extent < 0 || product > int.MaxValue ? -1 : product * extent);
        var isRow = axis >= 0 && axis < tensor.Extents.Count && scale.Extents.Count == 1 && count == tensor.Extents[(int)axis];
        return (count == 1 || isRow) && (zero is null || zero.Extents.SequenceEqual(scale.Extents)) ? new Scale(scale, zero, (int)axis, (int)count) : null;
    }

    private static void Fill(WeightSource source, WeightContent content, Weight weight)
    {
        var shape = content.Claim(weight.Name, [.. weight.Tensor.Extents]);
        OnnxNumbers.Require(source, weight.Tensor, shape.ElementCount);
        var tensor = new Tensor<float>(shape);
        try
        {
            if (weight.Scale is { } scale)
            {
                Dequantise(source, weight.Tensor, scale, tensor);
            }
            else
            {
                OnnxNumbers.ReadFloats(source, weight.Tensor, tensor.Span);
            }
        }
        catch
        {
            tensor.Dispose();
            throw;
        }

        content.Add(weight.Name, tensor);
    }

    private static void Dequantise(WeightSource source, OnnxTensor tensor, Scale scale, Tensor<float> destination)
    {
        OnnxNumbers.Require(source, scale.Factors, scale.Count);
        var factors = new float[scale.Count];
        OnnxNumbers.ReadFloats(source, scale.Factors, factors);
        var zeros = new long[scale.Count];
        if (scale.Zeros is { } given)
        {
            OnnxNumbers.Require(source, given, scale.Count);
            zeros = [.. OnnxNumbers.Integers(source, given, scale.Count)];
        }

        var inner = 1;
        for (var d = destination.Shape.Rank - 1; d > scale.Axis; d--)
        {
            inner *= destination.Shape[d];
        }

        var span = destination.Span;
        var i = 0;
        foreach (var number in OnnxNumbers.Integers(source, tensor, span.Length))
        {
            var index = i / inner % scale.Count;
            span[i++] = (number - zeros[index]) * factors[index];
        }
    }

    /// <summary>What whole numbers are multiplied by, and what is taken off them before.</summary>
    private sealed record Scale(OnnxTensor Factors, OnnxTensor? Zeros, int Axis, int Count);

    private sealed record Weight(string Name, OnnxTensor Tensor, Scale? Scale)
    {
        /// <summary>What it holds where it cannot be weights; null where it can.</summary>
        public string? WhyLeftOut => Tensor.Extents.Contains(0) ? "no elements"
            : Tensor.Type == OnnxElement.Text ? "texts"
            : Scale is not null || Tensor.Type.IsFloat() ? null
            : $"numbers of type {Tensor.Type.Name()}";
    }
}

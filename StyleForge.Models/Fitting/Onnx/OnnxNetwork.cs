using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Onnx;

namespace StyleForge.Models.Fitting.Onnx;

/// <summary>A network that an ONNX file describes: its graph as layers, and the weights under the layers' names.</summary>
/// <param name="Description">The network. Taps are the values of the graph; the facts know what the file says.</param>
/// <param name="Weights">The weights, which the caller disposes: <c>Network.Build(Description, Weights)</c> makes it work.</param>
public sealed record OnnxNetwork(NetworkDescription Description, WeightSet Weights)
{
    // What a file leaves open is taken from here, by the number of dimensions: a signal's length, the sides of a picture and of a volume.
    private static readonly Dictionary<int, int> UsualExtents = new() { [2] = 128, [3] = 128, [4] = 224, [5] = 64 };

    /// <summary>True where a weight file is of this format, and so describes its network itself.</summary>
    /// <param name="weights">Weights that were read from a file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsIn(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return File.Exists(weights.Origin) && WeightFile.FormatOf(weights.Origin) == "ONNX";
    }

    /// <summary>Makes a network of an ONNX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much is believed before memory is taken; null for <see cref="WeightLimits.Default"/>.</param>
    /// <exception cref="WeightFormatException">The file cannot be read, or has an operator for which there is no layer; the sentence names the operation and says what there is.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxNetwork Read(string path, WeightLimits? limits = null) => Take(WeightFile.Read(path, limits), limits);

    /// <summary>Makes a network of an ONNX file whose weights have been read.</summary>
    /// <param name="file">All tensors of the file; disposed.</param>
    /// <param name="limits">How much is believed before memory is taken; null for <see cref="WeightLimits.Default"/>.</param>
    /// <exception cref="WeightFormatException">The file has an operator for which there is no layer; the sentence names the operation and says what there is.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxNetwork Take(WeightSet file, WeightLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        using (file)
        {
            var source = WeightSource.Open(file.Origin, limits);
            using (source.Stream)
            {
                return Make(OnnxModelReader.Read(source), file);
            }
        }
    }

    /// <summary>Makes a network of a graph.</summary>
    /// <param name="model">What a file says of its network.</param>
    /// <param name="file">The tensors of that file; those that the network has are handed over.</param>
    internal static OnnxNetwork Make(OnnxModel model, WeightSet file)
    {
        var graph = model.Graph;
        var initialisers = graph.Initialisers.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        OnnxValue[] shown = [.. graph.Inputs.Where(input => !initialisers.Contains(input.Name))];
        if (shown is not [var input] || graph.Outputs.Count == 0)
        {
            throw Wrong(file, shown.Length == 1 ? "gives nothing, so it is no network" : $"is shown {shown.Length} values ({string.Join(", ", shown.Select(value => value.Name))}), and networks here are shown one");
        }

        var (source, batch) = Source(input, file);
        var version = model.OperatorSets.GetValueOrDefault("", model.OperatorSets.GetValueOrDefault("ai.onnx", 1));
        var nodes = Needed(graph);
        var readers = nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Name)).CountBy(value => value).ToDictionary(StringComparer.Ordinal);
        var layers = new OnnxLayers(new OnnxConstants(graph, file), input.Name, source, batch, readers);
        foreach (var node in nodes)
        {
            layers.Add(new OnnxOperation(node, file.Origin, version));
        }

        return new OnnxNetwork(Describe(graph, layers, source, file), HandOver(layers, file));
    }

    private static NetworkDescription Describe(OnnxGraph graph, OnnxLayers layers, Shape source, WeightSet file)
    {
        // The network ends with what the file names first, unless something else that it gives reads that.
        var end = layers.Tap(graph.Outputs[0].Name);
        if (end is null or NetworkDescription.Picture)
        {
            throw Wrong(file, $"gives '{graph.Outputs[0].Name}', which no layer makes of what it is shown");
        }

        LayerDescription[] sorted = layers.Layers.Any(layer => layer.Inputs.Contains(end)) ? [.. layers.Layers] : [.. layers.Layers.OrderBy(layer => layer.Tap == end)];
        var channels = source.Rank > 2 ? source[1] : 0;
        var facts = new NetworkFacts
        {
            Title = $"{(graph.Name.Length > 0 ? graph.Name : "A network")}, as {Path.GetFileName(file.Origin)} describes it",
            Input = source.Rank == 4 && channels == 3 ? InputConvention.Torchvision : new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [.. new double[channels]], Deviation = [.. Enumerable.Repeat(1.0, channels)] },
            Source = source,
            MinimumSide = 1,
            ShorterSide = source.Rank == 4 && source[2] == source[3] ? source[2] : null,
            Licence = "not said in the file",
            Paper = "none named in the file",
            Origin = new Uri(Path.GetFullPath(file.Origin)),
            Names = new PublishedNames(WeightLayout.Torch, layers.Weights.Keys.ToDictionary(name => name)),
        };
        try
        {
            var description = new NetworkDescription(Path.GetFileNameWithoutExtension(file.Origin), facts, sorted);
            return description with { Facts = facts with { MinimumSide = description.MinimumSide(description.Layers[^1].Tap), Input = facts.InputOf(file) } };
        }
        catch (ArgumentException refusal)
        {
            throw new WeightFormatException($"'{file.Origin}': {refusal.Message}", refusal);
        }
    }

    // What a layer has alone, and as the file has it, is handed over; what several share or was made is copied.
    private static WeightSet HandOver(OnnxLayers layers, WeightSet file)
    {
        var there = new Dictionary<Tensor<float>, string>(ReferenceEqualityComparer.Instance);
        foreach (var name in file.Names)
        {
            there.TryAdd(file[name], name);
        }

        var tensors = new List<(string Name, Tensor<float> Tensor)>();
        foreach (var (name, shape) in layers.Layers.SelectMany(layer => layer.Parameters.Select(parameter => ($"{layer.Name}.{parameter.Name}", parameter.Shape))))
        {
            var tensor = layers.Weights[name];
            tensors.Add((name, tensor.Shape == shape && there.Remove(tensor, out var stored) ? file.Take(stored) : Tensor<float>.From(shape, tensor.Span)));
        }

        return new WeightSet(file.Origin, file.Sha256, tensors, file.Metadata);
    }

    // The operations that what the network gives depends on, in the file's order, which is one in which each comes after what it reads.
    private static List<OnnxNode> Needed(OnnxGraph graph)
    {
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs)
            {
                makers.TryAdd(output, node);
            }
        }

        var needed = new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<string>(graph.Outputs.Select(output => output.Name));
        while (waiting.TryPop(out var value))
        {
            if (makers.TryGetValue(value, out var node) && needed.Add(node))
            {
                foreach (var input in node.Inputs)
                {
                    waiting.Push(input);
                }
            }
        }

        return [.. graph.Nodes.Where(needed.Contains)];
    }

    private static (Shape Source, int Batch) Source(OnnxValue input, WeightSet file)
    {
        var extents = input.Extents ?? [];
        if (!(input.Type.IsFloat() || input.Type == OnnxElement.Undefined) || !UsualExtents.TryGetValue(extents.Count, out var usual) || (extents.Count > 2 && extents[1] is null))
        {
            throw Wrong(file, $"is shown '{input.Name}', {input.Type.Name()} of shape ({string.Join(", ", extents.Select(extent => extent?.ToString(CultureInfo.InvariantCulture) ?? "?"))}): "
                + "networks here are shown floating-point numbers of 2 to 5 dimensions, the batch first and then channels, whose number the file must say");
        }

        long[] whole = [1, .. extents.Skip(1).Select(extent => extent is null or 0 ? usual : extent.Value)];
        return whole.All(extent => extent is >= 1 and <= ushort.MaxValue) && whole.Aggregate(1.0, (product, extent) => product * extent) <= int.MaxValue
            ? ([.. whole.Select(extent => (int)extent)], (int)Math.Clamp(extents[0] ?? 1, 1, int.MaxValue))
            : throw Wrong(file, $"is shown '{input.Name}' of shape ({string.Join(", ", extents)}), and extents are from 1 to {ushort.MaxValue}");
    }

    private static WeightFormatException Wrong(WeightSet file, string problem) => new($"'{file.Origin}' {problem}.");
}

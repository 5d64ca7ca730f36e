using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>Finds the tensors in what a PyTorch pickle holds, and fills them from their storages.</summary>
internal static class TorchTensors
{
    // What training scripts call the weights within a checkpoint. Where a mean of the steps was kept, it is meant for use.
    private static readonly string[] Nests = ["params_ema", "params", "state_dict", "model_state_dict", "model", "network", "net", "weights"];

    // Deeper dictionaries are not looked into.
    private const int MostNests = 8;

    /// <summary>The named floating-point tensors that are wanted, of a state_dict or of a checkpoint around one.</summary>
    /// <param name="source">The file.</param>
    /// <param name="root">What the pickle holds.</param>
    /// <param name="select">Says which are wanted.</param>
    public static TorchChoice Find(WeightSource source, object? root, WeightSelection select)
    {
        var dictionary = FindWeights(source, root as PickleDictionary ?? throw source.Wrong("holds a single object where named tensors are expected; save a state_dict"));
        var tensors = new List<(string Name, TorchTensor Tensor)>();
        var leftOut = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Pairs)
        {
            if (key is not string name || value is not TorchTensor tensor)
            {
                continue;
            }

            if (!names.Add(name))
            {
                throw source.Wrong($"names '{name}' twice; download or copy it again");
            }

            if (names.Count > source.Limits.Tensors)
            {
                throw source.Wrong($"names more than the {source.Limits.Tensors} tensors that are allowed");
            }

            if (tensor.Extents.Contains(0))
            {
                leftOut.Add(name, "no elements");
            }
            else if (tensor.Storage.Type.IsFloat())
            {
                tensors.Add((name, tensor));
            }
            else
            {
                leftOut.Add(name, "numbers of a type that is not read");
            }
        }

        var wanted = select(tensors.ConvertAll(entry => entry.Name));
        return new TorchChoice(
            tensors.FindAll(entry => wanted.Contains(entry.Name)), tensors.ConvertAll(entry => entry.Name).FindAll(name => !wanted.Contains(name)), leftOut);
    }

    /// <summary>Reads the storages that the tensors need, one at a time, and makes the tensors.</summary>
    /// <param name="source">The file.</param>
    /// <param name="choice">What to make, in order.</param>
    /// <param name="read">Fills a span with all numbers of a storage.</param>
    public static WeightContent Fill(WeightSource source, TorchChoice choice, StorageReader read)
    {
        var content = new WeightContent(source) { Passed = choice.Passed, LeftOut = choice.LeftOut };
        var tensors = choice.Tensors;
        var made = new Tensor<float>?[tensors.Count];
        var added = 0;
        try
        {
            var shapes = tensors.ConvertAll(entry => Check(source, content, entry.Name, entry.Tensor));
            foreach (var sharers in Enumerable.Range(0, tensors.Count).GroupBy(index => tensors[index].Tensor.Storage.Key))
            {
                Make(source, tensors[sharers.First()].Tensor.Storage, [.. sharers], tensors, shapes, made, read);
            }

            for (; added < made.Length; added++)
            {
                content.Add(tensors[added].Name, made[added]!);
            }

            return content;
        }
        catch
        {
            // What the content has not taken over (the one that it refused, it has) is freed here.
            foreach (var tensor in made)
            {
                tensor?.Dispose();
            }

            content.Dispose();
            throw;
        }
    }

    // Known names lead towards the weights; without one, the only dictionary of tensors that there is.
    private static PickleDictionary FindWeights(WeightSource source, PickleDictionary dictionary)
    {
        for (var depth = 0; depth < MostNests; depth++)
        {
            if (Nests.Select(dictionary.Find).OfType<PickleDictionary>().FirstOrDefault(nest => Places(nest).Count > 0) is not { } nest)
            {
                break;
            }

            dictionary = nest;
        }

        var places = Places(dictionary);
        if (places.Count == 0)
        {
            throw source.Wrong("holds no tensors; take a file of weights, or save a state_dict");
        }

        return places.Count == 1 || places[0].Dictionary == dictionary
            ? places[0].Dictionary
            : throw source.Wrong(
                $"holds tensors in {places.Count} places, {string.Join(", ", places.Take(4).Select(place => place.Path))}{(places.Count > 4 ? ", …" : "")}: "
                + $"save the network's alone, as in torch.save(torch.load(file){places[0].Path}, …)");
    }

    /// <summary>The dictionaries that hold tensors, this one first, with what Python writes to reach them.</summary>
    private static List<(string Path, PickleDictionary Dictionary)> Places(PickleDictionary root)
    {
        var places = new List<(string, PickleDictionary)>();
        var seen = new HashSet<PickleDictionary>();
        Look(root, "", 0);
        return places;

        void Look(PickleDictionary dictionary, string path, int depth)
        {
            if (!seen.Add(dictionary))
            {
                return;
            }

            if (dictionary.Pairs.Exists(pair => pair is { Key: string, Value: TorchTensor }))
            {
                places.Add((path, dictionary));
            }

            foreach (var (key, value) in dictionary.Pairs)
            {
                if (depth < MostNests && key is string name && value is PickleDictionary nested)
                {
                    Look(nested, $"{path}['{name}']", depth + 1);
                }
            }
        }
    }

    private static void Make(
        WeightSource source,
        TorchStorage storage,
        int[] sharers,
        List<(string Name, TorchTensor Tensor)> tensors,
        List<Shape> shapes,
        Tensor<float>?[] made,
        StorageReader read)
    {
        if (sharers is [var only] && tensors[only].Tensor.IsWhole)
        {
            made[only] = new Tensor<float>(shapes[only]);
            read(storage, made[only]!.Span);
            return;
        }

        if (storage.Count > int.MaxValue || storage.Count * sizeof(float) > source.Limits.TensorBytes)
        {
            throw source.Wrong($"has a storage '{storage.Key}' of {storage.Count} numbers, more than the {source.Limits.TensorBytes} bytes of tensors that are allowed");
        }

        using var numbers = new Tensor<float>([(int)storage.Count]);
        read(storage, numbers.Span);
        foreach (var index in sharers)
        {
            made[index] = new Tensor<float>(shapes[index]);
            tensors[index].Tensor.Gather(numbers.Span, made[index]!);
        }
    }

    private static Shape Check(WeightSource source, WeightContent content, string name, TorchTensor tensor)
    {
        var shape = content.Claim(name, tensor.Extents);
        return tensor.IsInside
            ? shape
            : throw source.Wrong($"describes '{name}' of shape {shape} beyond the {tensor.Storage.Count} numbers of its storage; download or copy it again");
    }

    /// <summary>Fills a span with all numbers of a storage, as float32.</summary>
    internal delegate void StorageReader(TorchStorage storage, Span<float> destination);
}

using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>Finds the tensors in what a PyTorch pickle holds, and fills them from their storages.</summary>
internal static class TorchTensors
{
    // What training scripts call the weights within a checkpoint.
    private static readonly string[] Nests = ["state_dict", "model", "model_state_dict"];

    /// <summary>The named floating-point tensors that are wanted, of a state_dict or of a checkpoint around one.</summary>
    /// <param name="source">The file.</param>
    /// <param name="root">What the pickle holds.</param>
    /// <param name="select">Says which are wanted.</param>
    /// <param name="passed">The names of those that are not.</param>
    public static List<(string Name, TorchTensor Tensor)> Find(WeightSource source, object? root, WeightSelection select, out IReadOnlyList<string> passed)
    {
        var dictionary = root as PickleDictionary ?? throw source.Wrong("holds a single object where named tensors are expected; save a state_dict");
        dictionary = Nests.Select(dictionary.Find).OfType<PickleDictionary>().FirstOrDefault() ?? dictionary;
        var tensors = new List<(string Name, TorchTensor Tensor)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
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

            if (++count > source.Limits.Tensors)
            {
                throw source.Wrong($"names more than the {source.Limits.Tensors} tensors that are allowed");
            }

            if (tensor.Storage.Type.IsFloat())
            {
                tensors.Add((name, tensor));
            }
        }

        if (count == 0)
        {
            throw source.Wrong("holds no tensors; take a file of weights, or save a state_dict");
        }

        var wanted = select(tensors.ConvertAll(entry => entry.Name));
        passed = tensors.ConvertAll(entry => entry.Name).FindAll(name => !wanted.Contains(name));
        return tensors.FindAll(entry => wanted.Contains(entry.Name));
    }

    /// <summary>Reads the storages that the tensors need, one at a time, and makes the tensors.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensors">What to make, in order.</param>
    /// <param name="passed">The names of those that nobody wanted.</param>
    /// <param name="read">Fills a span with all numbers of a storage.</param>
    public static WeightContent Fill(WeightSource source, List<(string Name, TorchTensor Tensor)> tensors, IReadOnlyList<string> passed, StorageReader read)
    {
        var content = new WeightContent(source) { Passed = passed };
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

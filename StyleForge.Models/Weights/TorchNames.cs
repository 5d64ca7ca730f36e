namespace StyleForge.Models.Weights;

/// <summary>
/// The only names that a pickle may use, and what each of them makes: tensors, dictionaries, or, for what stands beside them in checkpoints and the
/// safe loader of PyTorch takes as well, nothing. There is no other way for a file to have something done.
/// </summary>
internal static class TorchNames
{
    private static readonly TorchName Company = new(TorchNameKind.Company);

    private static readonly Dictionary<string, TorchName> Known = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = new(TorchNameKind.Dictionary),
        ["torch._utils._rebuild_tensor"] = new(TorchNameKind.Tensor),
        ["torch._utils._rebuild_tensor_v2"] = new(TorchNameKind.Tensor),
        ["torch._utils._rebuild_tensor_v3"] = new(TorchNameKind.Tensor),
        ["torch._utils._rebuild_parameter"] = new(TorchNameKind.Parameter),
        ["torch._utils._rebuild_parameter_with_state"] = new(TorchNameKind.Parameter),
        ["torch.FloatStorage"] = new(TorchNameKind.Storage, ElementType.Float32),
        ["torch.HalfStorage"] = new(TorchNameKind.Storage, ElementType.Float16),
        ["torch.BFloat16Storage"] = new(TorchNameKind.Storage, ElementType.BFloat16),
        ["torch.DoubleStorage"] = new(TorchNameKind.Storage, ElementType.Float64),
        ["torch.BoolStorage"] = new(TorchNameKind.Storage, ElementType.Whole8),
        ["torch.ByteStorage"] = new(TorchNameKind.Storage, ElementType.Whole8),
        ["torch.CharStorage"] = new(TorchNameKind.Storage, ElementType.Whole8),
        ["torch.ShortStorage"] = new(TorchNameKind.Storage, ElementType.Whole16),
        ["torch.IntStorage"] = new(TorchNameKind.Storage, ElementType.Whole32),
        ["torch.LongStorage"] = new(TorchNameKind.Storage, ElementType.Whole64),

        // Bytes of the types that have no storage of their own, such as float8.
        ["torch.storage.UntypedStorage"] = new(TorchNameKind.Storage, ElementType.Whole8),
    };

    // What the safe loader of PyTorch takes beside tensors. Python 2's protocol writes bytes by _codecs.encode.
    private static readonly HashSet<string> Beside = new(StringComparer.Ordinal)
    {
        "torch.Size", "torch.device", "torch.serialization._get_layout",
        "torch.float16", "torch.float32", "torch.float64", "torch.bfloat16", "torch.half", "torch.float", "torch.double", "torch.bool",
        "torch.int8", "torch.int16", "torch.int32", "torch.int64", "torch.uint8", "torch.uint16", "torch.uint32", "torch.uint64",
        "torch.qint8", "torch.qint32", "torch.quint8", "torch.complex32", "torch.complex64", "torch.complex128",
        "torch.float8_e4m3fn", "torch.float8_e4m3fnuz", "torch.float8_e5m2", "torch.float8_e5m2fnuz", "torch.float8_e8m0fnu",
        "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct",
        "collections.Counter", "builtins.set", "builtins.complex", "builtins.bytearray",
        "__builtin__.set", "__builtin__.complex", "__builtin__.bytearray", "_codecs.encode",
    };

    /// <summary>What a name stands for.</summary>
    /// <exception cref="WeightFormatException">It is not one of the few allowed.</exception>
    public static TorchName Find(WeightSource source, string module, string name) =>
        Known.TryGetValue($"{module}.{name}", out var found) ? found
            : Beside.Contains($"{module}.{name}") ? Company
            : throw source.Wrong($"wants to run code: its pickle names '{module}.{name}', and only tensors are allowed; save the state_dict alone (torch.save(model.state_dict(), …)), or take a safetensors file");

    /// <summary>The storage that a persistent identifier names: <c>('storage', type, key, device, count[, view])</c>.</summary>
    public static TorchStorage Storage(WeightSource source, object? identifier)
    {
        if (identifier is not object?[] { Length: 5 or 6 } parts || parts[0] as string != "storage"
            || parts[1] is not TorchName { Kind: TorchNameKind.Storage } type || parts[2] is not string key || parts[4] is not long count || count < 0)
        {
            throw source.Wrong("refers to something that is not a storage of numbers; download or copy it again");
        }

        if (parts.Length == 6 && parts[5] is not null)
        {
            throw source.Wrong("has storages that are views of others, as PyTorch before 0.4 wrote them; save it again with a newer PyTorch");
        }

        return new TorchStorage(key, type.Type, count);
    }

    /// <summary>Makes what a name makes of its arguments.</summary>
    public static object Make(WeightSource source, object? name, object? arguments) => ((name as TorchName)?.Kind, arguments) switch
    {
        (TorchNameKind.Dictionary, object?[] { Length: 0 }) => new PickleDictionary(),
        (TorchNameKind.Dictionary, object?[] { Length: 1 } pairs) when pairs[0] is List<object?> list => Dictionary(source, list),
        (TorchNameKind.Tensor, object?[] { Length: >= 4 } parts) => Tensor(source, parts),
        (TorchNameKind.Parameter, object?[] { Length: >= 1 } parts) when parts[0] is TorchTensor tensor => tensor,
        (TorchNameKind.Company, object?[]) => Company,
        _ => throw source.Wrong("calls something in its pickle in a way that makes no tensor; download or copy it again"),
    };

    // Python 2 hands an OrderedDict its pairs, as lists or tuples of two.
    private static PickleDictionary Dictionary(WeightSource source, List<object?> pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs)
        {
            dictionary.Pairs.Add(pair switch
            {
                object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw source.Wrong("has a damaged dictionary in its pickle; download or copy it again"),
            });
        }

        return dictionary;
    }

    private static TorchTensor Tensor(WeightSource source, object?[] parts)
    {
        if (parts[0] is TorchStorage storage && parts[1] is long offset
            && Whole(parts[2]) is { } extents && Whole(parts[3]) is { } strides && extents.Length == strides.Length)
        {
            return new TorchTensor(storage, offset, extents, strides);
        }

        throw source.Wrong("describes a tensor without storage, offset, shape and strides; download or copy it again");
    }

    private static long[]? Whole(object? value) => value is object?[] items && Array.TrueForAll(items, item => item is long)
        ? Array.ConvertAll(items, item => (long)item!)
        : null;
}

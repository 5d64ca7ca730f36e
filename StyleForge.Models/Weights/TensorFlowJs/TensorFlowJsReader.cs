using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights.TensorFlowJs;

/// <summary>
/// Reads the weights of TensorFlow.js (github.com/tensorflow/tfjs, <c>tfjs-core/src/io</c>): a JSON file, either the list of weights alone
/// (<c>weights_manifest.json</c>) or a network with that list beside its layers (<c>model.json</c>), and the numbers in files beside it. Names and
/// shapes stay TensorFlow's.
/// </summary>
internal static class TensorFlowJsReader
{
    private const string Again = "; download or copy it again, with the files beside it";

    /// <summary>Reads the tensors that are wanted.</summary>
    public static WeightContent Read(WeightSource source, WeightSelection select)
    {
        var model = ReadModel(source);
        var weights = model.Groups.SelectMany(group => group.Weights).ToList();
        var numbers = weights.FindAll(weight => weight.WhyLeftOut is null).ConvertAll(weight => weight.Name);
        var content = new WeightContent(source)
        {
            Metadata = model.Metadata,
            Shards = [.. model.Groups.SelectMany(group => group.Paths)],
            LeftOut = weights.Where(weight => weight.WhyLeftOut is not null).ToDictionary(weight => weight.Name, weight => weight.WhyLeftOut!),
        };
        try
        {
            var wanted = select(numbers);
            content.Passed = numbers.FindAll(name => !wanted.Contains(name));
            foreach (var group in model.Groups)
            {
                Fill(source, content, group, wanted);
            }

            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a file says of its network, all but the numbers.</summary>
    /// <exception cref="WeightFormatException">It is no file of TensorFlow.js, or damaged; the sentence says why.</exception>
    public static TensorFlowJsModel ReadModel(WeightSource source)
    {
        if (source.Stream.Length > source.Limits.HeaderBytes)
        {
            throw source.Wrong($"is a JSON file of {source.Stream.Length} bytes, more than the {source.Limits.HeaderBytes} allowed");
        }

        var text = new byte[source.Stream.Length];
        source.Stream.Position = 0;
        source.Stream.ReadExactly(text);
        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            return ReadModel(source, document.RootElement);
        }
        catch (JsonException problem)
        {
            throw source.Wrong("begins as a JSON file and is not one, so it is cut short, damaged or not weights; name the weight file, or download it again", problem);
        }
        catch (Exception problem) when (problem is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw source.Wrong($"lists its weights otherwise than TensorFlow.js does{Again}", problem);
        }
    }

    private static TensorFlowJsModel ReadModel(WeightSource source, JsonElement root)
    {
        var manifest = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("weightsManifest", out var listed) ? listed : root;
        if (manifest.ValueKind != JsonValueKind.Array || !manifest.EnumerateArray().All(group => group.ValueKind == JsonValueKind.Object && group.TryGetProperty("weights", out _)))
        {
            throw source.Wrong("is a JSON file, not weights; name the weight file");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var groups = manifest.EnumerateArray().Select(group => ReadGroup(source, group, names)).ToList();
        if (names.Count == 0)
        {
            throw source.Wrong("holds no tensors; take a file of weights");
        }

        var isNetwork = root.ValueKind == JsonValueKind.Object;
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in isNetwork ? root.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String) : [])
        {
            metadata[property.Name] = property.Value.GetString()!;
        }

        return new TensorFlowJsModel(groups, isNetwork && root.TryGetProperty("modelTopology", out var topology) ? topology.Clone() : null, metadata);
    }

    private static TensorFlowJsGroup ReadGroup(WeightSource source, JsonElement group, HashSet<string> names)
    {
        var paths = group.GetProperty("paths").EnumerateArray().Select(path => path.GetString() ?? throw new FormatException()).ToList();
        var weights = new List<TensorFlowJsWeight>();
        foreach (var entry in group.GetProperty("weights").EnumerateArray())
        {
            var weight = ReadWeight(source, entry);
            weights.Add(names.Add(weight.Name) ? weight : throw source.Wrong($"names '{weight.Name}' twice{Again}"));
            if (names.Count > source.Limits.Tensors)
            {
                throw source.Wrong($"names more than the {source.Limits.Tensors} tensors that are allowed");
            }
        }

        return paths.Count <= source.Limits.Tensors ? new TensorFlowJsGroup(paths, weights)
            : throw source.Wrong($"names more than the {source.Limits.Tensors} files that are allowed");
    }

    private static TensorFlowJsWeight ReadWeight(WeightSource source, JsonElement entry)
    {
        var name = entry.GetProperty("name").GetString() ?? throw new FormatException();
        var type = entry.GetProperty("dtype").GetString() ?? throw new FormatException();
        var extents = entry.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64()).ToArray();
        var quantisation = (TensorFlowJsQuantisation?)null;
        if (entry.TryGetProperty("quantization", out var given))
        {
            var stored = given.GetProperty("dtype").GetString() ?? throw new FormatException();
            quantisation = stored switch
            {
                "float16" => new TensorFlowJsQuantisation(stored, 1, 0),
                "uint8" or "uint16" => new TensorFlowJsQuantisation(stored, given.GetProperty("scale").GetDouble(), given.GetProperty("min").GetDouble()),
                _ => throw source.Wrong($"keeps '{name}' quantised as {stored}, and uint8, uint16 and float16 are read; convert the network again with one of these"),
            };
        }

        var weight = new TensorFlowJsWeight(name, type, extents, quantisation);
        return StoredSize(weight) > 0 ? weight
            : throw source.Wrong($"holds '{name}' of type {type}, whose length is not known before it is read; convert the network again without it");
    }

    private static void Fill(WeightSource source, WeightContent content, TensorFlowJsGroup group, IReadOnlySet<string> wanted)
    {
        using var stream = new ShardStream(source, group.Paths);
        var needed = (Int128)0;
        foreach (var weight in group.Weights)
        {
            var bytes = (Int128)StoredSize(weight);
            foreach (var extent in weight.Extents)
            {
                // Beyond 2^63 it cannot be right, and Int128 must not overflow.
                bytes = extent < 0 || bytes > long.MaxValue ? -1 : bytes * extent;
            }

            needed = bytes < 0 || needed < 0 ? -1 : needed + bytes;
        }

        if (needed != stream.Length)
        {
            throw source.Wrong($"lists weights of {(needed < 0 ? "an impossible number of" : needed)} bytes in {string.Join(", ", group.Paths.Take(3).Select(path => $"'{path}'"))}"
                + $"{(group.Paths.Count > 3 ? ", …" : "")}, which {(group.Paths.Count == 1 ? "has" : "have together")} {stream.Length}{Again}");
        }

        foreach (var weight in group.Weights)
        {
            var begin = stream.Position;
            if (weight.WhyLeftOut is null && wanted.Contains(weight.Name))
            {
                var tensor = new Tensor<float>(content.Claim(weight.Name, [.. weight.Extents]));
                Read(stream, weight, tensor.Span);
                content.Add(weight.Name, tensor);
            }

            stream.Position = begin + weight.Extents.Aggregate((long)StoredSize(weight), (bytes, extent) => bytes * extent);
        }
    }

    // The files are as long as they must be: of what is read here nothing can be missing.
    private static void Read(Stream stream, TensorFlowJsWeight weight, Span<float> destination)
    {
        if (weight.Stored is "float32" or "float16")
        {
            (weight.Stored == "float32" ? ElementType.Float32 : ElementType.Float16).Read(stream, bigEndian: false, destination);
            return;
        }

        var (scale, minimum, size) = (weight.Quantisation!.Scale, weight.Quantisation.Minimum, StoredSize(weight));
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (destination.Length > 0)
            {
                var count = Math.Min(destination.Length, buffer.Length / size);
                stream.ReadExactly(buffer, 0, count * size);
                for (var i = 0; i < count; i++)
                {
                    var stored = size == 1 ? buffer[i] : BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(2 * i));
                    destination[i] = (float)((scale * stored) + minimum);
                }

                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Bytes of one number in the files; 0 for texts, of which each says how long it is.
    private static int StoredSize(TensorFlowJsWeight weight) => weight.Stored switch
    {
        "uint8" or "bool" => 1,
        "uint16" or "float16" => 2,
        "float32" or "int32" => 4,
        "complex64" => 8,
        _ => 0,
    };
}

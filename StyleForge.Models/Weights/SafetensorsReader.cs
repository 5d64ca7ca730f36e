using System.Buffers.Binary;
using System.Text.Json;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>
/// Reads safetensors (github.com/huggingface/safetensors): the header's length in 8 bytes, a JSON header that gives each
/// tensor's type, shape and place, then the numbers, little-endian, without holes or overlaps.
/// </summary>
internal static class SafetensorsReader
{
    private const string Again = "; it is damaged, so download or copy it again";

    public static WeightContent Read(WeightSource source, WeightSelection select)
    {
        var stream = source.Stream;
        Span<byte> head = stackalloc byte[8];
        stream.ReadExactly(head);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (length > (ulong)source.Limits.HeaderBytes)
        {
            throw source.Wrong($"claims a header of {length} bytes, more than the {source.Limits.HeaderBytes} allowed{Again}");
        }

        var dataStart = 8 + (long)length;
        if (dataStart > stream.Length)
        {
            throw source.Wrong($"ends within its header: it has {stream.Length} bytes and the header alone claims {dataStart}{Again}");
        }

        var header = new byte[length];
        stream.ReadExactly(header);
        var content = new WeightContent(source);
        try
        {
            var entries = ReadHeader(source, header, content);
            CheckPlaces(source, entries, stream.Length - dataStart);
            var numbers = entries.FindAll(entry => entry.WhyLeftOut is null);
            content.LeftOut = entries.Where(entry => entry.WhyLeftOut is not null).ToDictionary(entry => entry.Name, entry => entry.WhyLeftOut!);
            var wanted = select(numbers.ConvertAll(entry => entry.Name));
            content.Passed = numbers.ConvertAll(entry => entry.Name).FindAll(name => !wanted.Contains(name));
            foreach (var entry in numbers.Where(entry => wanted.Contains(entry.Name)))
            {
                var tensor = new Tensor<float>(content.Claim(entry.Name, entry.Extents));
                stream.Position = dataStart + entry.Begin;
                entry.Type!.Value.Read(stream, bigEndian: false, tensor.Span);
                content.Add(entry.Name, tensor);
            }

            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static List<Entry> ReadHeader(WeightSource source, byte[] header, WeightContent content)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            var names = new HashSet<string>(StringComparer.Ordinal);
            var entries = new List<Entry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw source.Wrong($"names '{property.Name}' twice in its header{Again}");
                }

                if (property.Name == "__metadata__")
                {
                    content.Metadata = ReadMetadata(property.Value);
                    continue;
                }

                entries.Add(ReadEntry(source, property.Name, property.Value));
                if (entries.Count > source.Limits.Tensors)
                {
                    throw source.Wrong($"names more than the {source.Limits.Tensors} tensors that are allowed");
                }
            }

            return entries.Count > 0 ? entries : throw source.Wrong("holds no tensors; take a file of weights");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw source.Wrong($"has a header that is not the JSON of a safetensors file{Again}", problem);
        }
    }

    private static SortedDictionary<string, string> ReadMetadata(JsonElement element)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in element.EnumerateObject())
        {
            metadata[pair.Name] = pair.Value.GetString() ?? "";
        }

        return metadata;
    }

    private static Entry ReadEntry(WeightSource source, string name, JsonElement element)
    {
        var code = element.GetProperty("dtype").GetString() ?? throw new FormatException();
        ElementType? type = code switch
        {
            "F32" => ElementType.Float32,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F64" => ElementType.Float64,
            "BOOL" or "U8" or "I8" => ElementType.Whole8,
            "U16" or "I16" => ElementType.Whole16,
            "U32" or "I32" => ElementType.Whole32,
            "U64" or "I64" => ElementType.Whole64,
            _ => null,
        };
        var extents = element.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64()).ToArray();
        var offsets = element.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
        {
            throw source.Wrong($"places '{name}' at bytes ({string.Join(", ", offsets)}), which is not a beginning and an end{Again}");
        }

        // How many bits a number of another type has is not known here.
        if (type is null)
        {
            return new Entry(name, null, code, extents, offsets[0], offsets[1]);
        }

        var bytes = (Int128)type.Value.Size();
        foreach (var extent in extents)
        {
            // Beyond 2^64 it cannot be right, and Int128 must not overflow.
            bytes = extent < 0 || bytes > ulong.MaxValue ? -1 : bytes * extent;
        }

        return bytes == offsets[1] - offsets[0]
            ? new Entry(name, type, code, extents, offsets[0], offsets[1])
            : throw source.Wrong($"gives '{name}' of shape ({string.Join(", ", extents)}) and type {code} {offsets[1] - offsets[0]} bytes, which do not fit{Again}");
    }

    private static void CheckPlaces(WeightSource source, List<Entry> entries, long dataBytes)
    {
        var expected = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != expected)
            {
                throw source.Wrong($"has {(entry.Begin < expected ? "an overlap" : "a hole")} before '{entry.Name}': it begins at byte {entry.Begin} of the data, not at {expected}{Again}");
            }

            expected = entry.End;
        }

        if (expected != dataBytes)
        {
            throw source.Wrong(expected > dataBytes
                ? $"is cut short: its tensors need {expected} bytes of data and it has {dataBytes}{Again}"
                : $"has {dataBytes - expected} bytes too many after its last tensor{Again}");
        }
    }

    private sealed record Entry(string Name, ElementType? Type, string Code, long[] Extents, long Begin, long End)
    {
        /// <summary>What it holds where it cannot be weights; null where it can.</summary>
        public string? WhyLeftOut => Extents.Contains(0) ? "no elements" : Type is { } type && type.IsFloat() ? null : $"numbers of type {Code}";
    }
}

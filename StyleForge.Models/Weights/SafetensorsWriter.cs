using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>Writes safetensors. The same tensors and metadata give the same bytes: tensors in the order given, metadata sorted.</summary>
public static class SafetensorsWriter
{
    // The header is filled up with spaces to a whole cache line, so that the numbers can be mapped where they lie.
    private const int Alignment = 64;

    /// <summary>Writes tensors as float32.</summary>
    /// <param name="destination">Where to; it need not be able to seek, and stays open.</param>
    /// <param name="tensors">Names and tensors; all names differ.</param>
    /// <param name="metadata">What the file says about itself; may be empty.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>, which the format keeps for itself.</exception>
    public static void Write(Stream destination, IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var (name, _) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"A safetensors file cannot hold '{name}' twice, nor a tensor named '__metadata__'.", nameof(tensors));
            }
        }

        var header = Header(tensors, metadata);
        var padded = ((8 + header.Length + Alignment - 1) / Alignment * Alignment) - 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        destination.Write(length);
        destination.Write(header);
        for (var i = header.Length; i < padded; i++)
        {
            destination.WriteByte((byte)' ');
        }

        foreach (var (_, tensor) in tensors)
        {
            if (BitConverter.IsLittleEndian)
            {
                destination.Write(MemoryMarshal.AsBytes(tensor.Span));
                continue;
            }

            foreach (var number in tensor.Span)
            {
                BinaryPrimitives.WriteSingleLittleEndian(length, number);
                destination.Write(length[..sizeof(float)]);
            }
        }
    }

    private static byte[] Header(IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var extent in tensor.Shape)
                {
                    json.WriteNumberValue(extent);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Length * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}

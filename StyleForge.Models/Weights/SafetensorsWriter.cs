using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Weights;

/// <summary>Writes safetensors. The same tensors and metadata give the same bytes: tensors in the order given, metadata sorted.</summary>
public static class SafetensorsWriter
{
    // The header is filled up with spaces to a whole cache line, so that the numbers can be mapped where they lie.
    private const int Alignment = 64;

    // Numbers that are brought to float16 at a time.
    private const int HalvesAtOnce = 4096;

    /// <summary>Writes tensors as float32 or float16.</summary>
    /// <param name="destination">Where to; it need not be able to seek, and stays open.</param>
    /// <param name="tensors">Names and tensors; all names differ.</param>
    /// <param name="metadata">What the file says about itself; may be empty.</param>
    /// <param name="asHalf">True for float16: each number is rounded to the nearest, halfway to the even one.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>, which the format keeps for itself.</exception>
    /// <exception cref="OverflowException">A number is too large for float16; the sentence names it.</exception>
    public static void Write(
        Stream destination, IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string> metadata, bool asHalf = false)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var (name, _) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"A safetensors file cannot hold '{name}' twice, nor a tensor named '__metadata__'.", nameof(tensors));
            }
        }

        var header = Header(tensors, metadata, asHalf ? "F16" : "F32", asHalf ? 2 : sizeof(float));
        var padded = ((8 + header.Length + Alignment - 1) / Alignment * Alignment) - 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        destination.Write(length);
        destination.Write(header);
        for (var i = header.Length; i < padded; i++)
        {
            destination.WriteByte((byte)' ');
        }

        foreach (var (name, tensor) in tensors)
        {
            if (asHalf)
            {
                WriteHalves(destination, name, tensor.Span);
                continue;
            }

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

    private static void WriteHalves(Stream destination, string name, ReadOnlySpan<float> numbers)
    {
        Span<byte> bytes = stackalloc byte[2 * HalvesAtOnce];
        for (var first = 0; first < numbers.Length; first += HalvesAtOnce)
        {
            var part = numbers[first..Math.Min(numbers.Length, first + HalvesAtOnce)];
            for (var i = 0; i < part.Length; i++)
            {
                // The conversion rounds to nearest, ties to even.
                var half = (Half)part[i];
                if (Half.IsInfinity(half))
                {
                    throw new OverflowException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Number {first + i} of '{name}' is {part[i]}, but float16 goes from {(float)Half.MinValue} to {(float)Half.MaxValue}: write the weights as float32."));
                }

                BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], half);
            }

            destination.Write(bytes[..(2 * part.Length)]);
        }
    }

    private static byte[] Header(
        IReadOnlyList<(string Name, Tensor<float> Tensor)> tensors, IReadOnlyDictionary<string, string> metadata, string type, int size)
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
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (var extent in tensor.Shape)
                {
                    json.WriteNumberValue(extent);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Length * size);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}

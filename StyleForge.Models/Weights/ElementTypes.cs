using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StyleForge.Models.Weights;

/// <summary>Sizes of stored numbers, and their conversion to float32.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of one number.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Whole8 => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Whole16 => 2,
        ElementType.Float32 or ElementType.Whole32 => 4,
        _ => 8,
    };

    /// <summary>True where the numbers can be weights.</summary>
    public static bool IsFloat(this ElementType type) => type <= ElementType.Float64;

    /// <summary>Reads as many numbers as the destination takes.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void Read(this ElementType type, Stream stream, bool bigEndian, Span<float> destination)
    {
        if (type == ElementType.Float32)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(destination));
            if (bigEndian == BitConverter.IsLittleEndian)
            {
                var bits = MemoryMarshal.Cast<float, int>(destination);
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }

            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var size = type.Size();
            while (destination.Length > 0)
            {
                var count = Math.Min(destination.Length, buffer.Length / size);
                var bytes = buffer.AsSpan(0, count * size);
                stream.ReadExactly(bytes);
                for (var i = 0; i < count; i++)
                {
                    destination[i] = type.Decode(bytes.Slice(i * size, size), bigEndian);
                }

                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static float Decode(this ElementType type, ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        if (type == ElementType.Float64)
        {
            return (float)(bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes));
        }

        var bits = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return type switch
        {
            ElementType.Float16 => (float)BitConverter.UInt16BitsToHalf(bits),
            ElementType.BFloat16 => BitConverter.Int32BitsToSingle(bits << 16),
            _ => throw new InvalidOperationException($"{type} is never read as weights."),
        };
    }
}

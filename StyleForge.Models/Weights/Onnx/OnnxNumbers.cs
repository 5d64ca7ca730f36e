using System.Buffers.Binary;

namespace StyleForge.Models.Weights.Onnx;

/// <summary>Reads the numbers of an ONNX file's tensors, in whichever field they are kept.</summary>
internal static class OnnxNumbers
{
    /// <summary>True where the numbers can be weights as they are.</summary>
    public static bool IsFloat(this OnnxElement type) => type is OnnxElement.Float32 or OnnxElement.Float16 or OnnxElement.BFloat16 or OnnxElement.Float64;

    /// <summary>True for whole numbers and truth values.</summary>
    public static bool IsWhole(this OnnxElement type) => !type.IsFloat() && Size(type) > 0;

    /// <summary>What it is called: <c>int64</c>; its number where it has no name here.</summary>
    public static string Name(this OnnxElement type) => type.ToString().ToLowerInvariant();

    /// <summary>Refuses a tensor that has more or fewer numbers in the file than its shape says, before memory is taken for them.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensor">A tensor of a type that is read.</param>
    /// <param name="count">The product of its extents.</param>
    /// <exception cref="WeightFormatException">The numbers do not fit the shape, or are of another type.</exception>
    public static void Require(WeightSource source, OnnxTensor tensor, long count)
    {
        var isWide = tensor.Storage is OnnxStorage.Raw or OnnxStorage.None;
        if (!isWide && tensor.Storage != OwnStorage(tensor.Type))
        {
            throw source.Wrong($"keeps '{tensor.Name}' of type {tensor.Type.Name()} among numbers of another type; download or copy it again");
        }

        // Numbers of variable length take a byte or more each.
        var (bytes, size) = (tensor.Places.Sum(place => place.Length), Size(tensor.Type));
        var fits = isWide || tensor.Storage is OnnxStorage.Singles or OnnxStorage.Doubles
            ? bytes == count * size && tensor.Places.All(place => place.Length % size == 0)
            : bytes >= count;
        if (!fits)
        {
            throw Unlike(source, tensor);
        }
    }

    /// <summary>Reads floating-point numbers.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensor">A tensor whose type <see cref="IsFloat"/>, and that is as <see cref="Require"/> wants it.</param>
    /// <param name="destination">As many as the tensor's extents say.</param>
    /// <exception cref="WeightFormatException">The tensor has more or fewer.</exception>
    public static void ReadFloats(WeightSource source, OnnxTensor tensor, Span<float> destination)
    {
        if (tensor.Storage == OnnxStorage.Wholes32)
        {
            var filled = 0;
            foreach (var bits in Integers(source, tensor, destination.Length))
            {
                destination[filled++] = tensor.Type == OnnxElement.Float16 ? (float)BitConverter.UInt16BitsToHalf((ushort)bits) : BitConverter.Int32BitsToSingle((int)bits << 16);
            }

            return;
        }

        var type = tensor.Type switch
        {
            OnnxElement.Float32 => ElementType.Float32,
            OnnxElement.Float16 => ElementType.Float16,
            OnnxElement.BFloat16 => ElementType.BFloat16,
            _ => ElementType.Float64,
        };
        foreach (var (begin, length) in tensor.Places)
        {
            var count = (int)(length / type.Size());
            source.Stream.Position = begin;
            type.Read(source.Stream, bigEndian: false, destination[..count]);
            destination = destination[count..];
        }
    }

    /// <summary>Reads whole numbers one after the other.</summary>
    /// <param name="source">The file; its place is moved.</param>
    /// <param name="tensor">A tensor that is as <see cref="Require"/> wants it.</param>
    /// <param name="count">As many as the tensor's extents say.</param>
    /// <exception cref="WeightFormatException">The tensor has more or fewer.</exception>
    public static IEnumerable<long> Integers(WeightSource source, OnnxTensor tensor, long count)
    {
        var (bytes, given) = (new byte[Size(tensor.Type)], 0L);
        foreach (var (begin, length) in tensor.Places)
        {
            source.Stream.Position = begin;
            while (source.Stream.Position < begin + length)
            {
                if (given++ == count)
                {
                    throw Unlike(source, tensor);
                }

                if (tensor.Storage == OnnxStorage.Raw)
                {
                    source.Stream.ReadExactly(bytes);
                    yield return Decode(tensor.Type, bytes);
                }
                else
                {
                    yield return Varint(source, tensor, begin + length);
                }
            }
        }

        if (given < count)
        {
            throw Unlike(source, tensor);
        }
    }

    private static int Size(OnnxElement type) => type switch
    {
        OnnxElement.UInt8 or OnnxElement.Int8 or OnnxElement.Truth => 1,
        OnnxElement.UInt16 or OnnxElement.Int16 or OnnxElement.Float16 or OnnxElement.BFloat16 => 2,
        OnnxElement.UInt32 or OnnxElement.Int32 or OnnxElement.Float32 => 4,
        OnnxElement.UInt64 or OnnxElement.Int64 or OnnxElement.Float64 => 8,
        _ => 0,
    };

    private static OnnxStorage OwnStorage(OnnxElement type) => type switch
    {
        OnnxElement.Float32 => OnnxStorage.Singles,
        OnnxElement.Float64 => OnnxStorage.Doubles,
        OnnxElement.Int64 => OnnxStorage.Wholes64,
        OnnxElement.UInt32 or OnnxElement.UInt64 => OnnxStorage.Naturals64,
        _ => OnnxStorage.Wholes32,
    };

    private static long Decode(OnnxElement type, byte[] bytes) => type switch
    {
        OnnxElement.UInt8 or OnnxElement.Truth => bytes[0],
        OnnxElement.Int8 => (sbyte)bytes[0],
        OnnxElement.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        OnnxElement.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        OnnxElement.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        OnnxElement.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static long Varint(WeightSource source, OnnxTensor tensor, long end)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && source.Stream.Position < end; shift += 7)
        {
            var next = source.Stream.ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw Unlike(source, tensor);
    }

    private static WeightFormatException Unlike(WeightSource source, OnnxTensor tensor) => source.Wrong(
        $"has {tensor.Places.Sum(place => place.Length)} bytes for '{tensor.Name}' of shape ({string.Join(", ", tensor.Extents)}) and type {tensor.Type.Name()}, which do not fit; download or copy it again");
}

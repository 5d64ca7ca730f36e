using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using StyleForge.Models.Files;
using StyleForge.Models.Tensors;

namespace StyleForge.Training.Examples;

/// <summary>
/// Reads a NumPy array of three or four dimensions («NPY format» of NumPy's documentation, versions 1 to 3): a line in the form of a Python dictionary
/// with type, order and shape, and then the numbers. Nothing in a file is executed.
/// </summary>
internal static partial class NumpyFile
{
    private const int LongestHeader = 1 << 16;

    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads one as float32.</summary>
    /// <exception cref="ExampleException">It cannot be used; a sentence says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (Shape Shape, float[] Numbers) Read(string path)
    {
        using var stream = PlainFile.OpenRead(path);
        try
        {
            var (type, shape) = ReadHeader(stream, path);
            var size = type[2] - '0';
            var bytes = (long)size * shape.ElementCount;
            if (stream.Length - stream.Position != bytes)
            {
                throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"has {stream.Length - stream.Position} bytes of numbers, but {shape} of type {type} have {bytes}; save it again"));
            }

            var numbers = new float[shape.ElementCount];
            var row = new byte[size * shape[^1]];
            for (var first = 0; first < numbers.Length; first += shape[^1])
            {
                stream.ReadExactly(row);
                for (var i = 0; i < shape[^1]; i++)
                {
                    numbers[first + i] = (float)Number(row.AsSpan(i * size, size), type);
                }
            }

            return Array.FindIndex(numbers, number => !float.IsFinite(number)) is >= 0 and var wrong
                ? throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"holds {numbers[wrong]} at place {wrong}, which is no finite number"))
                : (shape, numbers);
        }
        catch (EndOfStreamException)
        {
            throw Wrong(path, "is cut short; save it again");
        }
    }

    private static (string Type, Shape Shape) ReadHeader(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start.StartsWith(Magic) || start[6] is < 1 or > 3)
        {
            throw Wrong(path, "does not begin like a NumPy array; save it with numpy.save");
        }

        Span<byte> length = stackalloc byte[sizeof(uint)];
        length.Clear();
        stream.ReadExactly(start[6] == 1 ? length[..sizeof(ushort)] : length);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (count > LongestHeader)
        {
            throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"claims a header of {count} bytes, more than {LongestHeader}; save it again"));
        }

        var header = new byte[count];
        stream.ReadExactly(header);
        var text = Encoding.Latin1.GetString(header);
        var (type, order, extents) = (Type().Match(text).Groups[1].Value, Order().Match(text).Groups[1].Value, Extents().Match(text).Groups[1].Value);
        if (type is not ("<f4" or "<f8" or "|u1" or "|i1" or "<u2" or "<i2" or "<u4" or "<i4"))
        {
            throw Wrong(path, $"holds numbers of type '{type}'; save it as float32 (array.astype('<f4'))");
        }

        if (order != "False")
        {
            throw Wrong(path, "is in Fortran's order; save numpy.ascontiguousarray of it");
        }

        int[] sides = [.. extents.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) ? extent : 0)];
        return sides.Length is 3 or 4 && sides.All(side => side > 0) && sides.Aggregate(1.0, (product, side) => product * side) <= Array.MaxLength
            ? (type, new Shape(sides))
            : throw Wrong(path, $"is an array of shape ({extents}), but a volume has the shape (depth, height, width), or (channels, depth, height, width)");
    }

    private static double Number(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "<f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "<f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "|u1" => bytes[0],
        "|i1" => (sbyte)bytes[0],
        "<u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "<i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "<u4" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes),
    };

    private static ExampleException Wrong(string path, string problem) => new([$"{path} {problem}."]);

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'fortran_order':\s*(\w+)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex Extents();
}

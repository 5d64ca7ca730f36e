using System.Buffers.Binary;
using System.Text;

namespace StyleForge.Engine.Codecs.Png;

/// <summary>One chunk of a file, whole and with a checksum that is right.</summary>
internal readonly ref struct PngChunk
{
    private const int Overhead = 12;

    private PngChunk(string type, int start, ReadOnlySpan<byte> data)
    {
        Type = type;
        Start = start;
        Data = data;
    }

    /// <summary>Four letters: <c>IDAT</c>.</summary>
    public string Type { get; }

    /// <summary>Where in the file the data begin.</summary>
    public int Start { get; }

    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Where in the file the next chunk begins.</summary>
    public int End => Start + Data.Length + 4;

    /// <summary>A reader that does not know a critical chunk cannot show the picture; others may be passed over.</summary>
    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);

    /// <summary>Reads the chunk at a place of the file.</summary>
    public static PngChunk Read(ReadOnlySpan<byte> file, int position)
    {
        var rest = file[position..];
        if (rest.Length < Overhead)
        {
            throw new ImageFormatException("is truncated: its end (the PNG chunk IEND) is missing");
        }

        var letters = rest.Slice(4, 4);
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new ImageFormatException($"is damaged: at byte {position} there is no PNG chunk where one should begin");
            }
        }

        var type = Encoding.ASCII.GetString(letters);
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - Overhead)
        {
            throw new ImageFormatException($"is truncated: its PNG chunk {type} should have {length} bytes, and {rest.Length - Overhead} are there");
        }

        var data = rest.Slice(8, (int)length);
        if (PngCrc.Of(rest.Slice(4, 4 + data.Length)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + data.Length)..]))
        {
            throw new ImageFormatException($"is damaged: the checksum of its PNG chunk {type} at byte {position} is wrong");
        }

        return new PngChunk(type, position + 8, data);
    }
}

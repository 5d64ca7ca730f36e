using System.IO.Compression;
using System.Text;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// The texts of a file (tEXt, zTXt, iTXt) and other small compressed things. A text that is broken or beyond the bounds
/// is left out, as the standard allows for what the pixels do not depend on.
/// </summary>
internal sealed class PngTexts
{
    /// <summary>Bytes of one text, of all texts of a file, and of a colour profile.</summary>
    public const int MaximumLength = 4 << 20;

    private readonly Dictionary<string, string> _texts = [];
    private int _room = MaximumLength;

    /// <summary>All texts by keyword; of two with one keyword, the first.</summary>
    public IReadOnlyDictionary<string, string> All => _texts;

    /// <summary>Adds the text of a chunk.</summary>
    /// <returns>False where it is broken or beyond the bounds.</returns>
    public bool Take(string type, ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        if (end is < 1 or > 79)
        {
            return false;
        }

        var rest = data[(end + 1)..];
        var (bytes, encoding) = type switch
        {
            "tEXt" => (rest.Length <= _room ? rest.ToArray() : null, Encoding.Latin1),
            "zTXt" => (rest is [0, ..] ? Inflate(rest[1..], _room) : null, Encoding.Latin1),
            _ => (ReadInternational(rest), Encoding.UTF8),
        };
        if (bytes is not null && _texts.TryAdd(Encoding.Latin1.GetString(data[..end]), encoding.GetString(bytes)))
        {
            _room -= bytes.Length;
        }

        return bytes is not null;
    }

    /// <summary>The profile of an iCCP chunk, or null where it is broken or beyond the bounds: then it is as if there were none.</summary>
    public static byte[]? ReadProfile(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        return end >= 1 && data[(end + 1)..] is [0, .. var compressed] ? Inflate(compressed, MaximumLength) : null;
    }

    // Compression flag, compression method, language, 0, translated keyword, 0, text.
    private byte[]? ReadInternational(ReadOnlySpan<byte> rest)
    {
        if (rest is not [0 or 1, 0, .. var tail])
        {
            return null;
        }

        for (var skip = 0; skip < 2; skip++)
        {
            var end = tail.IndexOf((byte)0);
            if (end < 0)
            {
                return null;
            }

            tail = tail[(end + 1)..];
        }

        return rest[0] == 1 ? Inflate(tail, _room) : tail.Length <= _room ? tail.ToArray() : null;
    }

    private static byte[]? Inflate(ReadOnlySpan<byte> compressed, int most)
    {
        using var source = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[16 << 10];
        try
        {
            int count;
            while ((count = source.Read(buffer)) > 0)
            {
                if (inflated.Length + count > most)
                {
                    return null;
                }

                inflated.Write(buffer, 0, count);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException) // .NET has one for each kind of damage
        {
            return null;
        }

        return inflated.ToArray();
    }
}

using System.IO.Compression;
using System.Text;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// The texts of a file (tEXt, zTXt, iTXt) and other small compressed things. A text that is broken or beyond the bounds
/// is left out, as the standard allows for what the pixels do not depend on.
/// </summary>
internal sealed class PngTexts
{
    /// <summary>Bytes of one text, of all texts of a file with their keywords, and of a colour profile.</summary>
    public const int MaximumLength = 4 << 20;

    // Much of what is inflated is not kept: it is broken, or too long. That is bounded too, or a file could ask for hours.
    private const int MaximumInflated = 4 * MaximumLength;
    private const int LeastInflated = 1024; // what the start of each costs

    private const int MaximumKeyword = 79;

    private readonly Dictionary<string, string> _texts = [];
    private int _room = MaximumLength;
    private int _inflatable = MaximumInflated;

    /// <summary>All texts by keyword; of two with one keyword, the first.</summary>
    public IReadOnlyDictionary<string, string> All => _texts;

    /// <summary>Adds the text of a chunk.</summary>
    /// <returns>False where it is broken or beyond the bounds.</returns>
    public bool Take(string type, ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        var keyword = Encoding.Latin1.GetString(data[..Math.Clamp(end, 0, MaximumKeyword + 1)]);
        if (!IsKeyword(keyword) || end > _room)
        {
            return false;
        }

        if (_texts.ContainsKey(keyword))
        {
            return true;
        }

        _room -= end;
        var rest = data[(end + 1)..];
        var (bytes, encoding) = type switch
        {
            "tEXt" => (rest.Length <= _room ? rest.ToArray() : null, Encoding.Latin1),
            "zTXt" => (rest is [0, ..] ? Inflate(rest[1..]) : null, Encoding.Latin1),
            _ => (ReadInternational(rest), Encoding.UTF8),
        };
        if (bytes is null)
        {
            return false;
        }

        _room -= bytes.Length;
        _texts.Add(keyword, encoding.GetString(bytes));
        return true;
    }

    /// <summary>True for what the standard allows as the name of a text: 1 to 79 printable Latin-1 characters without outer spaces.</summary>
    public static bool IsKeyword(string keyword) =>
        keyword.Length is >= 1 and <= MaximumKeyword
        && keyword == keyword.Trim(' ')
        && !keyword.Any(c => c is < ' ' or (> '~' and < '\u00A1') or > '\u00FF');

    /// <summary>The profile of an iCCP chunk, or null where it is broken or beyond the bounds: then it is as if there were none.</summary>
    public static byte[]? ReadProfile(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        return end >= 1 && data[(end + 1)..] is [0, .. var compressed] ? Inflate(compressed, MaximumLength, out _) : null;
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

        return rest[0] == 1 ? Inflate(tail) : tail.Length <= _room ? tail.ToArray() : null;
    }

    private byte[]? Inflate(ReadOnlySpan<byte> compressed)
    {
        if (_inflatable <= 0)
        {
            return null;
        }

        var bytes = Inflate(compressed, Math.Min(_room, _inflatable), out var inflated);
        _inflatable -= Math.Max(inflated, LeastInflated);
        return bytes;
    }

    /// <param name="compressed">What was deflated.</param>
    /// <param name="most">Bytes that may come out of it.</param>
    /// <param name="length">Bytes that came out of it, also where that was in vain.</param>
    private static byte[]? Inflate(ReadOnlySpan<byte> compressed, int most, out int length)
    {
        length = 0;
        using var source = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[16 << 10];
        try
        {
            int count;
            while ((count = source.Read(buffer)) > 0)
            {
                length += count;
                if (length > most)
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

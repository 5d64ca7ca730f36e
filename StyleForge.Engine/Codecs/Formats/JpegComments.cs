using System.Buffers;
using System.Text;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// Texts as comment segments: each text is <c>keyword=value</c> in UTF-8. A full segment goes on in the next one, so a text
/// that ends with a full segment is followed by an empty one. Comments that other programs wrote come under the keyword
/// <c>Comment</c>.
/// </summary>
internal sealed class JpegComments
{
    /// <summary>What one segment holds.</summary>
    public const int SegmentBytes = 65533;

    /// <summary>Bytes of all texts of a file.</summary>
    public const int MaximumLength = 4 << 20;

    private const string ForeignKeyword = "Comment";
    private const int MaximumKeyword = 79; // as in PNG

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, StringBuilder> _texts = [];
    private readonly ArrayBufferWriter<byte> _unfinished = new();
    private int _room = MaximumLength;

    /// <summary>True where there were more bytes than <see cref="MaximumLength"/>: the text that went beyond is left out, and all after it.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>What came in, by keyword; texts of the same keyword stand on lines of their own.</summary>
    public IReadOnlyDictionary<string, string> Texts
    {
        get
        {
            Finish(); // A full segment that nothing follows.
            return _texts.ToDictionary(text => text.Key, text => text.Value.ToString());
        }
    }

    /// <summary>Takes the body of a comment segment.</summary>
    public void Add(ReadOnlySpan<byte> body)
    {
        // A byte more for what parts it from the text before.
        IsTooLong |= body.Length + 1 > _room;
        if (IsTooLong)
        {
            _unfinished.Clear();
            return;
        }

        _room -= body.Length + 1;
        _unfinished.Write(body);
        if (body.Length < SegmentBytes)
        {
            Finish();
        }
    }

    /// <summary>The bodies of the segments that hold a text.</summary>
    /// <exception cref="ImageFormatException">The keyword could not be told from the text again, or the text is not Unicode.</exception>
    public static IEnumerable<byte[]> Split(string keyword, string text)
    {
        if (!IsKeyword(keyword))
        {
            throw new ImageFormatException($"cannot hold a text named «{keyword}»: a keyword has 1 to {MaximumKeyword} letters, digits and single characters of « -_.:», and starts and ends with a letter or digit");
        }

        var bytes = Encode(keyword, text);
        for (var at = 0; at <= bytes.Length; at += SegmentBytes)
        {
            yield return bytes[at..Math.Min(at + SegmentBytes, bytes.Length)];
        }
    }

    private static byte[] Encode(string keyword, string text)
    {
        try
        {
            return StrictUtf8.GetBytes($"{keyword}={text}");
        }
        catch (EncoderFallbackException error)
        {
            throw new ImageFormatException($"cannot hold the text named «{keyword}», which has half a surrogate pair at character {error.Index - keyword.Length - 1}", error);
        }
    }

    private static bool IsKeyword(string keyword) =>
        keyword.Length is >= 1 and <= MaximumKeyword
        && char.IsAsciiLetterOrDigit(keyword[0])
        && char.IsAsciiLetterOrDigit(keyword[^1])
        && keyword.All(c => char.IsAsciiLetterOrDigit(c) || " -_.:".Contains(c, StringComparison.Ordinal));

    private void Finish()
    {
        if (_unfinished.WrittenCount == 0)
        {
            return;
        }

        var text = Decode(_unfinished.WrittenSpan);
        _unfinished.ResetWrittenCount();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (keyword, value) = equals > 0 && IsKeyword(text[..equals])
            ? (text[..equals], text[(equals + 1)..])
            : (ForeignKeyword, text.TrimEnd('\0', '\n'));
        if (_texts.TryGetValue(keyword, out var before))
        {
            before.Append('\n').Append(value);
        }
        else
        {
            _texts[keyword] = new StringBuilder(value);
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes); // Any bytes are a text in Latin-1.
        }
    }
}

using System.Text;

namespace StyleForge.Engine.Codecs;

/// <summary>Tells by its first bytes what a file is that no codec reads, so that people are told what they have.</summary>
internal static class ForeignFormats
{
    /// <summary>How many bytes of a file <see cref="Name"/> looks at.</summary>
    public const int StartLength = 512;

    private static readonly (int Offset, byte[] Bytes, string Name)[] Signatures =
    [
        (0, [0x89, .. "PNG"u8], "a PNG picture"),
        (0, [0xFF, 0xD8, 0xFF], "a JPEG picture"),
        (8, [.. "WEBP"u8], "a WebP picture"),
        (0, [.. "GIF8"u8], "a GIF picture"),
        (0, [.. "BM"u8], "a BMP picture"),
        (0, [.. "II*\0"u8], "a TIFF picture"),
        (0, [.. "MM\0*"u8], "a TIFF picture"),
        (4, [.. "ftypavi"u8], "an AVIF picture"),
        (4, [.. "ftyphe"u8], "a HEIC picture"),
        (4, [.. "ftypmif1"u8], "a HEIC picture"),
        (4, [.. "ftypmsf1"u8], "a HEIC picture"),
        (0, [0xFF, 0x0A], "a JPEG XL picture"),
        (4, [.. "JXL "u8], "a JPEG XL picture"),
        (4, [.. "jP  "u8], "a JPEG 2000 picture"),
        (0, [.. "8BPS"u8], "a Photoshop document"),
        (0, [0x76, 0x2F, 0x31, 0x01], "an OpenEXR picture"),
        (0, [.. "%PDF"u8], "a PDF document"),
        (0, [.. "PK\x03\x04"u8], "a ZIP archive"),
        (0, [0x1F, 0x8B], "a gzip archive"),
        (4, [.. "ftyp"u8], "a video or another ISO media file"),
    ];

    /// <summary>What a text is that no other name is known for.</summary>
    public const string AnyText = "a text file";

    // What people meet most, with the usual program for it.
    private static readonly Dictionary<string, string> Converters = new()
    {
        ["a HEIC picture"] = "heif-convert picture.heic picture.png",
        ["an AVIF picture"] = "avifdec picture.avif picture.png",
        ["a JPEG XL picture"] = "djxl picture.jxl picture.png",
    };

    private static readonly (string Start, string Name)[] TextStarts =
    [
        ("<!doctype html", "a web page"),
        ("<html", "a web page"),
        ("<svg", "an SVG drawing"),
        ("version https://git-lfs", "a Git LFS pointer and not the picture itself"),
    ];

    /// <summary>What a file is that should be text in JSON, with its article; null where it may be that.</summary>
    /// <param name="file">The whole file.</param>
    public static string? NameOfOther(ReadOnlySpan<byte> file) =>
        Name(file[..Math.Min(file.Length, StartLength)]) is { } name && name != AnyText ? name : null;

    /// <summary>What the file is, with its article («a WebP picture»), or null where nothing is known about it.</summary>
    /// <param name="start">The first <see cref="StartLength"/> bytes, or the whole file if it is shorter.</param>
    public static string? Name(ReadOnlySpan<byte> start)
    {
        foreach (var (offset, bytes, name) in Signatures)
        {
            if (start.Length >= offset + bytes.Length && start[offset..].StartsWith(bytes))
            {
                return name;
            }
        }

        return IsText(start) ? NameOfText(Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n')) : null;
    }

    /// <summary>A command that converts such a file, as an example that follows «convert it first»; empty where none is known.</summary>
    /// <param name="name">What <see cref="Name"/> gave.</param>
    public static string HowToConvert(string name) => Converters.TryGetValue(name, out var command) ? $", as with '{command}'" : "";

    private static string NameOfText(string text)
    {
        foreach (var (start, name) in TextStarts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        // An XML declaration may stand before either.
        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "an SVG drawing"
            : text.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "a web page"
            : AnyText;
    }

    private static bool IsText(ReadOnlySpan<byte> start) =>
        start.Length > 0 && start.IndexOfAnyInRange((byte)0, (byte)8) < 0 && start.IndexOfAnyInRange((byte)14, (byte)31) < 0;
}

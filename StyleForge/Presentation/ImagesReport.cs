using StyleForge.Engine.Codecs;
using StyleForge.Engine.Output;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what picture files are.</summary>
internal static class ImagesReport
{
    private const int LongestText = 60;

    private static readonly string[] Turns =
    [
        "as stored", "mirrored", "turned by 180°", "mirrored and turned by 180°", "mirrored and turned by 90° to the left", "turned by 90° to the right",
        "mirrored and turned by 90° to the right", "turned by 90° to the left",
    ];

    /// <summary>A paragraph a file.</summary>
    public static void WriteText(HostEnvironment environment, IReadOnlyList<PictureInfo> pictures)
    {
        foreach (var picture in pictures)
        {
            if (picture != pictures[0])
            {
                environment.Output.WriteLine();
            }

            var facts = Facts(picture, environment.WorkingDirectory).ToList();
            var column = facts.Max(fact => fact.Name.Length);
            facts.ForEach(fact => environment.Output.WriteLine($"{fact.Name.PadRight(column)}  {fact.Value}"));
        }
    }

    /// <summary>An array with an object a file.</summary>
    public static void WriteJson(HostEnvironment environment, IReadOnlyList<PictureInfo> pictures) =>
        new JsonLines(environment.Output).WriteDocument(pictures.Select(Answer));

    private static PictureAnswer Answer(PictureInfo picture)
    {
        var header = picture.Header;
        return new PictureAnswer(
            picture.Path,
            picture.Bytes,
            header.Format,
            header.Width,
            header.Height,
            header.Coding,
            header.BitDepth,
            (int)header.PixelFormat,
            header.HasAlpha,
            header.Orientation,
            header.Frames,
            picture.Colour,
            header.Notices,
            header.Texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary());
    }

    private static IEnumerable<(string Name, string Value)> Facts(PictureInfo picture, string workingDirectory)
    {
        var header = picture.Header;
        yield return ("file", $"{Words.Path(picture.Path, workingDirectory)}, {Words.Bytes(picture.Bytes)}");
        yield return ("format", $"{header.Format}: {header.Coding}");
        yield return ("size", Words.Size(header.Width, header.Height));
        yield return ("read as", $"{Samples(header.PixelFormat)}, {header.BitDepth} bits");
        yield return ("colours", picture.Colour);
        if (header.Orientation != 1)
        {
            yield return ("turned", $"{Turns[header.Orientation - 1]} (orientation {header.Orientation})");
        }

        if (header.HasAlpha)
        {
            yield return ("alpha", "kept; colours of wholly transparent pixels are left behind");
        }

        if (header.Frames > 1)
        {
            yield return ("pictures", $"{header.Frames}, of which the first is read");
        }

        foreach (var notice in header.Notices)
        {
            yield return ("notice", notice);
        }

        foreach (var (keyword, text) in header.Texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            yield return keyword == PictureWriter.RecordKeyword
                ? ("settings", $"the record of a render is in it, {text.Length} characters: --json shows it")
                : ("text", $"{Shortened(keyword)}: {Shortened(text)}");
        }
    }

    private static string Samples(PixelFormat format) => format switch
    {
        PixelFormat.Grey => "grey",
        PixelFormat.GreyAlpha => "grey with alpha",
        PixelFormat.Rgb => "RGB",
        _ => "RGB with alpha",
    };

    private static string Shortened(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= LongestText ? line : line[..LongestText] + "…";
    }
}

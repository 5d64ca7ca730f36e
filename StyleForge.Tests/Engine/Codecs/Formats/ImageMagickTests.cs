using System.Runtime.InteropServices;
using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Tests.Engine.Imaging;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Codecs.Formats;

/// <summary>
/// ImageMagick writes files of every kind, and both read them. What comes of it is the table of docs/image-formats.md, which
/// STYLEFORGE_UPDATE_GOLDENS=1 makes again.
/// </summary>
public sealed class ImageMagickTests : IDisposable
{
    private const int Width = 25;
    private const int Height = 18;
    private const string Marker = "table";

    private static readonly string Page = Path.Combine(TestData.Repository, "docs", "image-formats.md");

    private static readonly Kind[] Kinds =
    [
        new("PNG", "grey, 1 bit", "grey1.png", "-type Bilevel -define png:bit-depth=1 -define png:color-type=0"),
        new("PNG", "grey, 8 bits", "grey8.png", "-colorspace Gray -define png:color-type=0 -define png:bit-depth=8"),
        new("PNG", "grey, 16 bits", "grey16.png", "-colorspace Gray -depth 16 -define png:color-type=0 -define png:bit-depth=16"),
        new("PNG", "grey with alpha, 8 bits", "greyalpha8.png", "-colorspace Gray ALPHA -define png:color-type=4"),
        new("PNG", "palette, 8 bits", "palette.png", "-colors 100 -type Palette -depth 8 -define png:color-type=3 -define png:bit-depth=8"),
        new("PNG", "RGB, 8 bits", "rgb8.png", "-define png:color-type=2"),
        new("PNG", "RGB, 8 bits, interlaced", "rgb8i.png", "-define png:color-type=2 -interlace PNG"),
        new("PNG", "RGB, 16 bits", "rgb16.png", "-evaluate Pow 1.3 -depth 16 -define png:color-type=2 -define png:bit-depth=16"),
        new("PNG", "RGB with alpha, 8 bits", "rgba8.png", "ALPHA -define png:color-type=6"),
        new("PNG", "RGB with alpha, 16 bits", "rgba16.png", "ALPHA -evaluate Pow 1.3 -depth 16 -define png:color-type=6 -define png:bit-depth=16"),
        new("JPEG", "grey", "grey.jpg", "-colorspace Gray -quality 92"),
        new("JPEG", "4:4:4", "444.jpg", "-sampling-factor 4:4:4 -quality 92"),
        new("JPEG", "4:4:4, progressive", "444p.jpg", "-sampling-factor 4:4:4 -interlace JPEG -quality 92"),
        new("JPEG", "4:2:0", "420.jpg", "-sampling-factor 4:2:0 -quality 92"),
        new("WebP", "without loss", "lossless.webp", "-define webp:lossless=true"),
        new("WebP", "without loss, alpha", "lossless-alpha.webp", "ALPHA -define webp:lossless=true"),
        new("WebP", "with loss", "lossy.webp", "-quality 90"),
        new("WebP", "with loss, alpha", "lossy-alpha.webp", "ALPHA -quality 90"),
        new("TIFF", "grey, 1 bit", "grey1.tif", "-type Bilevel -compress None -depth 1"),
        new("TIFF", "grey, 8 bits", "grey8.tif", "-colorspace Gray -compress None"),
        new("TIFF", "grey, 16 bits, LZW", "grey16.tif", "-colorspace Gray -depth 16 -compress LZW"),
        new("TIFF", "palette, 8 bits", "palette.tif", "-colors 100 -type Palette -compress None"),
        new("TIFF", "RGB, 8 bits, PackBits", "packbits.tif", "-compress RLE"),
        new("TIFF", "RGB, 8 bits, Deflate", "deflate.tif", "-compress Zip"),
        new("TIFF", "RGB, 16 bits, highest byte first", "rgb16.tif", "-evaluate Pow 1.3 -depth 16 -endian MSB -compress None"),
        new("TIFF", "RGB, 16 bits, LZW", "rgb16lzw.tif", "-evaluate Pow 1.3 -depth 16 -compress LZW"),
        new("TIFF", "RGB with alpha, 8 bits", "rgba8.tif", "ALPHA -compress None"),
        new("TIFF", "RGB with alpha, 16 bits", "rgba16.tif", "ALPHA -evaluate Pow 1.3 -depth 16 -compress None"),
        new("BMP", "24 bits", "24.bmp", "-type TrueColor"),
        new("BMP", "32 bits with alpha", "32.bmp", "ALPHA"),
        new("BMP", "palette, 8 bits", "palette.bmp", "-colors 100 -type Palette -compress None"),
        new("GIF", "palette", "palette.gif", "-colors 100"),
        new("GIF", "palette, interlaced", "interlaced.gif", "-colors 100 -interlace GIF"),
        new("TGA", "24 bits", "24.tga", "-compress None"),
        new("TGA", "24 bits, runs", "runs.tga", "-compress RLE"),
        new("TGA", "32 bits with alpha", "32.tga", "ALPHA"),
        new("PNM", "PBM, raw", "raw.pbm", "-type Bilevel"),
        new("PNM", "PGM, raw, 16 bits", "raw.pgm", "-colorspace Gray -depth 16"),
        new("PNM", "PPM, text", "text.ppm", "-compress None"),
        new("PNM", "PPM, raw, 16 bits", "raw.ppm", "-evaluate Pow 1.3 -depth 16"),
        .. from ending in (string[])["png", "jpg", "webp", "tif"]
           let format = ending switch { "png" => "PNG", "jpg" => "JPEG", "webp" => "WebP", _ => "TIFF" }
           select new Kind(format, "Display P3 profile", "p3." + ending, $"-profile p3.icc {(ending == "jpg" ? "-sampling-factor 4:4:4" : ending == "webp" ? "-define webp:lossless=true" : "")}"),
        new("PNG", "Adobe RGB profile, 16 bits", "adobe16.png", "-evaluate Pow 1.3 -depth 16 -profile adobe.icc"),
        new("JPEG", "Adobe RGB profile", "adobe.jpg", "-profile adobe.icc -sampling-factor 4:4:4"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ImageMagickFact]
    public void What_both_read_is_the_table_of_the_page()
    {
        Write();
        var rows = new StringBuilder("| format | kind | largest difference, in levels of 255 |\n|---|---|---|\n");
        Read([.. Kinds.Where(kind => !kind.HasProfile)], []);
        Read([.. Kinds.Where(kind => kind.HasProfile)], ["-intent", "Relative", "-profile", "srgb.icc"]);
        foreach (var kind in Kinds)
        {
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {kind.Format} | {kind.Name} | {InWords(Difference(kind))} |\n");
        }

        rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"| TIFF, JPEG | orientation 1 to 8 | {InWords(OrientationDifference())} |\n");
        CheckPage(rows.ToString());
    }

    /// <summary>One picture of slopes and waves, half of it transparent where there is alpha, in every kind of file.</summary>
    private void Write()
    {
        File.WriteAllBytes(_folder.File("p3.icc"), ColourConversionTests.Profile("Display P3"));
        File.WriteAllBytes(_folder.File("adobe.icc"), ColourConversionTests.Profile("Adobe RGB"));
        File.WriteAllBytes(_folder.File("srgb.icc"), [.. StyleForge.Engine.Codecs.Formats.SrgbProfile.Bytes.Span]);
        var samples = new byte[Width * Height * 3];
        var alpha = new byte[Width * Height];
        for (var i = 0; i < samples.Length; i++)
        {
            var (y, x) = Math.DivRem(i / 3, Width);
            samples[i] = (byte)(128 + (90 * Math.Sin((x * 0.17 * ((i % 3) + 1)) + (y * 0.21))));
            alpha[i / 3] = (byte)Math.Clamp(x * 11, 1, 255);
        }

        File.WriteAllBytes(_folder.File("in.rgb"), samples);
        File.WriteAllBytes(_folder.File("in.gray"), alpha);
        string[] drawing = ["-respect-parenthesis", "-size", $"{Width}x{Height}", "-depth", "8", "rgb:in.rgb", "-write", "mpr:drawing", "+delete", "gray:in.gray", "-write", "mpr:alpha", "+delete"];
        ImageMagick.Run(_folder.Path, [.. drawing, .. Kinds.SelectMany(kind => kind.Written()), .. Orientations().SelectMany(kind => kind.Written()), "-size", "1x1", "xc:black", "null:"]);
    }

    private static IEnumerable<Kind> Orientations() =>
        from orientation in (string[])["TopLeft", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom"]
        select new Kind("TIFF", orientation, orientation + ".tif", $"-compress None -orient {orientation}");

    /// <summary>Has ImageMagick read files, each to 16-bit samples with alpha.</summary>
    private void Read(Kind[] kinds, string[] more)
    {
        ImageMagick.Run(
            _folder.Path,
            [.. kinds.Select(kind => kind.File), "-auto-orient", .. more, "-colorspace", "sRGB", "-type", "TrueColorMatte", "-depth", "16", "-endian", "LSB", "+adjoin", "-scene", "0", "rgba:read-%d"]);
        for (var i = 0; i < kinds.Length; i++)
        {
            File.Move(_folder.File(kinds.Length == 1 ? "read-0" : $"read-{i}"), _folder.File(kinds[i].File + ".read"), overwrite: true);
        }
    }

    private double Difference(Kind kind)
    {
        var ours = ImageCodecs.Default.Read(_folder.File(kind.File)).ToPicture();
        var theirs = MemoryMarshal.Cast<byte, ushort>(File.ReadAllBytes(_folder.File(kind.File + ".read")));
        Assert.Equal(ours.PlaneLength * 4, theirs.Length);
        var most = 0.0;
        for (var i = 0; i < ours.PlaneLength; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                most = Math.Max(most, Math.Abs((ours.Plane(channel)[i] * 65535) - theirs[(4 * i) + channel]));
            }

            most = Math.Max(most, Math.Abs(((ours.Alpha?[i] ?? 1) * 65535) - theirs[(4 * i) + 3]));
        }

        return most / 257;
    }

    private double OrientationDifference()
    {
        Kind[] kinds = [.. Orientations()];
        Read(kinds, []);
        var header = ImageCodecs.Default.ReadHeader(_folder.File(kinds[5].File));
        Assert.Equal((Height, Width, 6), (header.Width, header.Height, header.Orientation));
        return kinds.Max(Difference);
    }

    // In classes, so that another version of its libraries does not change the page.
    private static string InWords(double difference) => difference switch
    {
        < 0.01 => "equal",
        <= 1.01 => "1",
        <= 3.01 => "3",
        _ => FormattableString.Invariant($"{Math.Ceiling(difference / 10) * 10:0}"),
    };

    private static void CheckPage(string table)
    {
        var page = File.ReadAllText(Page);
        var (start, end) = ($"<!-- {Marker} -->\n", $"<!-- end of {Marker} -->");
        var (from, to) = (page.IndexOf(start, StringComparison.Ordinal) + start.Length, page.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= start.Length && to >= from, $"{Page} has no place for the table.");
        if (Environment.GetEnvironmentVariable("STYLEFORGE_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(Page, page[..from] + table + page[to..]);
            return;
        }

        Assert.Equal(table, page[from..to]);
    }

    private sealed record Kind(string Format, string Name, string File, string How)
    {
        public bool HasProfile => How.Contains("-profile", StringComparison.Ordinal);

        /// <summary>The part of a command line that writes the file.</summary>
        public IEnumerable<string> Written() =>
        [
            "(", "mpr:drawing",
            .. How.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(word => word == "ALPHA" ? ["mpr:alpha", "-alpha", "Off", "-compose", "CopyOpacity", "-composite"] : new[] { word }),
            "-write", File, "+delete", ")",
        ];
    }
}

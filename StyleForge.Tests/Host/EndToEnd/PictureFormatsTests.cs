using StyleForge.Engine.Codecs;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Every format through the whole program: as content and style, as output, and as a mask with alpha.</summary>
public sealed class PictureFormatsTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void Every_format_that_can_be_written_is_checked_and_rendered_and_tells_its_settings()
    {
        var style = ImageCodecs.Default.Read(_studio.File("style.png"));
        byte[]? first = null;
        foreach (var ending in (string[])[".png", ".jpg", ".webp", ".tif", ".bmp"])
        {
            ImageCodecs.Default.Write(_studio.File("wave" + ending), style);
            Assert.True(_studio.Run("images", "info", "wave" + ending) == 0, _studio.Error);

            Assert.True(_studio.Render("a" + ending, "--style", "wave" + ending, "--iterations", "1", "--first-iterations", "1") == 0, _studio.Error);

            var written = ImageCodecs.Default.Read(_studio.File("a" + ending));
            Assert.Equal((48, 36), (written.Width, written.Height));
            Assert.Equal(ending != ".bmp", written.Texts.TryGetValue("StyleForge", out var record) && record.Contains("\"plan\"", StringComparison.Ordinal));
            if (ending is not ".jpg")
            {
                // The same style, without loss: the same picture, whatever file it went into.
                first ??= written.Samples;
                Assert.Equal(first, written.Samples);
            }
        }
    }

    [Fact]
    public void Sixteen_bits_are_refused_for_every_format_but_PNG_before_anything_runs()
    {
        foreach (var (ending, format) in new[] { (".jpe", "JPEG"), (".webp", "WebP"), (".tif", "TIFF"), (".bmp", "BMP") })
        {
            Assert.Equal(2, _studio.Render("a" + ending, "--bit-depth", "16"));
            Assert.Contains($"bitDepth is 16, but the {format} \"a{ending}\" holds 8 bits: write a PNG, or say 8.", _studio.Error, StringComparison.Ordinal);
        }

        Assert.Equal(2, _studio.Render("a.gif"));
        Assert.Contains("must end in .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff or .bmp", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_colours_neither_enter_the_picture_nor_come_back()
    {
        Save("quiet.png", (x, _) => x < 24 ? (200, 90, 40, 255) : (0, 0, 0, 0));
        Save("secret.png", (x, y) => x < 24 ? (200, 90, 40, 255) : (y * 7, 255 - (x * 5), 123, 0));
        foreach (var name in (string[])["quiet", "secret"])
        {
            Assert.True(_studio.Run(
                "render", $"{name}.png", "--style", "style.png", "-o", $"{name}-out.png", "--size", "48", "--minimum-size", "24", "--iterations", "2", "--first-iterations", "2",
                "--content-layers", "relu2_2", "--style-layers", "relu1_1") == 0, _studio.Error);
        }

        var (quiet, secret) = (ImageCodecs.Default.Read(_studio.File("quiet-out.png")), ImageCodecs.Default.Read(_studio.File("secret-out.png")));
        Assert.Equal(quiet.Samples, secret.Samples);
        Assert.All(quiet.Samples.Chunk(4).Where(pixel => pixel[3] == 0), pixel => Assert.Equal([0, 0, 0, 0], pixel));
        Assert.Contains(quiet.Samples.Chunk(4), pixel => pixel[3] == 0);
    }

    /// <summary>Three ways to paint the left half.</summary>
    [Fact]
    public void A_mask_may_be_painted_on_transparency()
    {
        Save("grey.png", (x, _) => x < 24 ? (255, 255, 255, 255) : (0, 0, 0, 255));
        Save("white.png", (x, _) => x < 24 ? (255, 255, 255, 255) : (255, 255, 255, 0));
        Save("black.png", (x, _) => x < 24 ? (0, 0, 0, 255) : (90, 90, 90, 0));
        Save("nothing.png", (_, _) => (255, 255, 255, 0));
        foreach (var name in (string[])["grey", "white", "black", "nothing"])
        {
            _studio.Write($"{name}.json", $$"""
                { "version": 1, "content": "content.png", "output": "{{name}}-made.png", "size": 48, "minimumSize": 24, "iterations": 2, "firstIterations": 2,
                  "contentLayers": "relu2_2", "styleLayers": "relu1_1", "styles": [ { "image": "style.png", "mask": "{{name}}.png" } ] }
                """);
        }

        Assert.True(_studio.Run("batch", "grey.json", "white.json", "black.json") == 0, _studio.Error);

        var grey = ImageCodecs.Default.Read(_studio.File("output/grey-made.png")).Samples;
        Assert.Equal(grey, ImageCodecs.Default.Read(_studio.File("output/white-made.png")).Samples);
        Assert.Equal(grey, ImageCodecs.Default.Read(_studio.File("output/black-made.png")).Samples);
        Assert.Contains("white.png is a mask with transparent parts, which count as black.", _studio.Error, StringComparison.Ordinal);
        Assert.Contains("black.png is black wherever it is painted, so its alpha is the mask", _studio.Error, StringComparison.Ordinal);

        Assert.Equal(2, _studio.Run("batch", "nothing.json"));
        Assert.Contains("nothing.png is black all over", _studio.Error, StringComparison.Ordinal);
    }

    private void Save(string name, Func<int, int, (int Red, int Green, int Blue, int Alpha)> colour)
    {
        var image = new ImageData(48, 36, PixelFormat.Rgba, 8);
        for (var i = 0; i < 48 * 36; i++)
        {
            var (red, green, blue, alpha) = colour(i % 48, i / 48);
            (image.Samples[i * 4], image.Samples[(i * 4) + 1], image.Samples[(i * 4) + 2], image.Samples[(i * 4) + 3]) = ((byte)red, (byte)green, (byte)blue, (byte)alpha);
        }

        ImageCodecs.Default.Write(_studio.File(name), image);
    }
}

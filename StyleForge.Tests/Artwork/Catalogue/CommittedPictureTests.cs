using System.Security.Cryptography;
using StyleForge.Artwork.Catalogue;
using StyleForge.Artwork.Styles;
using StyleForge.Engine.Codecs;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Artwork.Catalogue;

public sealed class CommittedPictureTests
{
    private static readonly string Styles = Path.Combine(TestData.Repository, "styles");
    private static readonly string Contents = Path.Combine(TestData.Repository, "jobs", "examples", "content");
    private static readonly string SceneFiles = Path.Combine(TestData.Repository, "styles", "generator", "Scenes");

    public static TheoryData<string> Manifests => new(StyleCatalogue.All.Select(s => $"styles/{s.Name}.json")
        .Concat(Directory.EnumerateFiles(SceneFiles, "*.json").Order(StringComparer.Ordinal).Select(f => "jobs/examples/content/" + Path.GetFileName(f))));

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Every_picture_has_a_manifest_that_tells_the_truth(string path)
    {
        var file = Path.Combine(TestData.Repository, path);
        var manifest = Manifest.FromJson(File.ReadAllText(file));
        var picture = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, manifest.Picture));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(picture)), manifest.Sha256);
        Assert.Equal("CC0-1.0", manifest.Licence);
        Assert.NotEmpty(manifest.Title);
        Assert.NotEmpty(manifest.Description);
        Assert.NotEmpty(manifest.Made.Technique);
        Assert.All(manifest.SuggestedSettings.Keys, key => Assert.Contains(key, (string[])["contentWeight", "styleWeight", "totalVariationWeight", "size"]));
        Assert.InRange(picture.Length, 1, PictureFolder.MaximumBytes);
    }

    [Fact]
    public void Every_picture_in_the_folders_is_one_the_generator_makes()
    {
        Assert.Equal(StyleCatalogue.All.Select(s => s.Name).Order(), Names(Styles, "*.jpg"));
        Assert.Equal(Names(SceneFiles, "*.json"), Names(Contents, "*.jpg"));
    }

    [Fact]
    public void All_style_pictures_together_stay_within_4_megabytes() =>
        Assert.InRange(Directory.EnumerateFiles(Styles, "*.jpg").Sum(f => new FileInfo(f).Length), 1, 4 << 20);

    [Fact]
    public void No_two_styles_share_a_palette()
    {
        var histograms = StyleCatalogue.All.Select(s => (s.Name, Histogram: Palette(Read(s.Name)))).ToArray();
        for (var i = 0; i < histograms.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                // Half the sum of differences over 64 colours: 0 for equal palettes, 1 for disjoint ones. At least a quarter
                // of the pixels must be of colours that the other does not have.
                var distance = histograms[i].Histogram.Zip(histograms[j].Histogram, (a, b) => Math.Abs(a - b)).Sum() / 2;
                Assert.True(distance > 0.25, $"{histograms[i].Name} and {histograms[j].Name} are only {distance:0.00} apart.");
            }
        }
    }

    [Fact]
    public void No_style_has_large_flat_areas()
    {
        foreach (var style in StyleCatalogue.All)
        {
            // A block of 32×32 pixels counts as flat where its lightness deviates by less than 2 levels of 255: no texture is
            // left in it that features could measure.
            var flat = FlatBlocks(Read(style.Name), 32, 2);
            Assert.True(flat < 0.02, $"{style.Name}: {flat:P1} of its blocks are flat.");
        }
    }

    [Fact]
    public void The_law_of_flat_areas_catches_a_flat_picture() => Assert.Equal(1, FlatBlocks(new ImageData(64, 64, PixelFormat.Rgb, 8), 32, 2));

    private static ImageData Read(string style) => ImageCodecs.Default.Read(Path.Combine(Styles, style + ".jpg"));

    private static IEnumerable<string?> Names(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Select(Path.GetFileNameWithoutExtension).Order();

    private static double[] Palette(ImageData image)
    {
        var histogram = new double[64];
        for (var i = 0; i < image.Samples.Length; i += 3)
        {
            histogram[(image.Samples[i] >> 6 << 4) | (image.Samples[i + 1] >> 6 << 2) | (image.Samples[i + 2] >> 6)] += 3.0 / image.Samples.Length;
        }

        return histogram;
    }

    private static double FlatBlocks(ImageData image, int side, double deviation)
    {
        var (blocks, flat) = (0, 0);
        for (var top = 0; top + side <= image.Height; top += side)
        {
            for (var left = 0; left + side <= image.Width; left += side)
            {
                var (sum, squares) = (0.0, 0.0);
                for (var i = 0; i < side * side; i++)
                {
                    var at = (((top + (i / side)) * image.Width) + left + (i % side)) * 3;
                    var light = (0.2126 * image.Samples[at]) + (0.7152 * image.Samples[at + 1]) + (0.0722 * image.Samples[at + 2]);
                    sum += light;
                    squares += light * light;
                }

                var mean = sum / (side * side);
                blocks++;
                flat += (squares / (side * side)) - (mean * mean) < deviation * deviation ? 1 : 0;
            }
        }

        return (double)flat / blocks;
    }
}

using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Reports;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Reports;

public sealed class ContactSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Captions_have_what_differs_and_nothing_else()
    {
        ReportedPicture[] pictures = [Picture("a", 0.25, 1, "ink"), Picture("a", 0.25, 2, "ink"), Picture("a", 0.75, 1, "wave")];

        Assert.Equal(
            [["ink", "styleStrength 0.25", "seed 1"], ["ink", "styleStrength 0.25", "seed 2"], ["wave", "styleStrength 0.75", "seed 1"]],
            Differences.Captions(pictures));
        Assert.Equal([["a"]], Differences.Captions([pictures[0]]));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(12, 4, 3)]
    [InlineData(13, 4, 4)]
    public void Pictures_stand_in_a_grid_in_their_order(int count, int columns, int rows)
    {
        var pictures = Enumerable.Range(0, count).Select(i => Picture($"p{i}", 0.5, i, "ink")).ToArray();
        for (var i = 0; i < count; i++)
        {
            Draw($"p{i}.png", (byte)(20 + (i * 10)));
        }

        var sheet = ContactSheet.Draw(pictures, new Thumbnails(ImageCodecs.Default));

        // A caption of one line, in letters of two pixels a point; pictures of 40×30 in the middle of cells of 360.
        var row = 30 + new Lettering(2).LineHeight + 16;
        Assert.Equal((16 + (columns * 376), 16 + (rows * row)), (sheet.Width, sheet.Height));
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (16 + (i % columns * 376) + 180, 16 + (i / columns * row) + 15);
            Assert.Equal((20 + (i * 10)) / 255f, sheet.Plane(0)[(y * sheet.Width) + x], 0.01f);
        }
    }

    [Fact]
    public void Captions_are_inked_and_stay_within_their_cells_whatever_they_say()
    {
        Draw("a.png", 128);
        Draw("b.png", 128);
        var pictures = new[] { Picture("a", 0.5, 1, new string('W', 90)), Picture("b", 0.5, 2, "Straße \u202E東京") };

        var sheet = ContactSheet.Draw(pictures, new Thumbnails(ImageCodecs.Default));

        var inked = Enumerable.Range(0, sheet.PlaneLength).Where(i => i / sheet.Width > 16 + 30 && sheet.Plane(0)[i] < 0.5f).Select(i => i % sheet.Width).ToArray();
        Assert.Contains(inked, x => x < 376);
        Assert.Contains(inked, x => x > 392);
        Assert.DoesNotContain(inked, x => x is > 378 and < 390);
    }

    [Fact]
    public void A_picture_that_is_gone_leaves_its_place_empty()
    {
        Draw("b.png", 0);

        var sheet = ContactSheet.Draw([Picture("a", 0.5, 1, "ink"), Picture("b", 0.5, 2, "ink")], new Thumbnails(ImageCodecs.Default));

        Assert.Equal(0.97f, sheet.Plane(0)[(31 * sheet.Width) + 196], 0.01f);
        Assert.Equal(0, sheet.Plane(0)[(31 * sheet.Width) + 572], 0.01f);
    }

    private void Draw(string name, byte grey)
    {
        var image = new ImageData(40, 30, PixelFormat.Rgb, 8);
        Array.Fill(image.Samples, grey);
        ImageCodecs.Default.Write(_folder.File(name), image);
    }

    private ReportedPicture Picture(string name, double strength, int seed, string style)
    {
        var plan = Samples.Plan(_folder.Path, name);
        return new ReportedPicture(HostHarness.Report(plan with
        {
            OutputPath = _folder.File($"{name}.png"),
            Styles = [new StylePlan(_folder.File($"{style}.png"), 1, 1, null)],
            Settings = plan.Settings with { StyleStrength = strength, Seed = seed },
        }));
    }
}

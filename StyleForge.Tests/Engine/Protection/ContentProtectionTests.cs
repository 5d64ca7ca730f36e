using StyleForge.Engine.Imaging;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Protection;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Protection;

public sealed class ContentProtectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkerPool _workers = new(2);

    public ContentProtectionTests() => FakeFaces.Write(_folder.Path);

    public void Dispose()
    {
        _folder.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void A_face_is_white_and_its_surroundings_are_black_with_a_soft_edge_between()
    {
        using var protection = Protection("faces");
        var found = protection.Find(Drawn(120, 120, 1));

        var mask = found.Mask!;
        Assert.Single(found.Faces);
        Assert.Empty(found.Missing);
        Assert.Equal((120, 120), (mask.Width, mask.Height));
        Assert.Equal(1, At(mask, 60, 65), 1e-6);
        Assert.Equal(1, At(mask, 60, 20), 1e-6); // The forehead, above all points.
        Assert.All(new[] { (1, 1), (118, 1), (1, 118), (118, 118) }, corner => Assert.Equal(0, At(mask, corner.Item1, corner.Item2), 1e-6));
        Assert.Contains(mask.Samples, value => value is > 0.3f and < 0.7f);
        var steps = Enumerable.Range(1, 119).Select(x => Math.Abs(At(mask, x, 65) - At(mask, x - 1, 65)));
        Assert.InRange(steps.Max(), 0.01, 0.2);
    }

    [Fact]
    public void A_face_is_as_far_from_itself_as_its_pixels_have_changed()
    {
        using var protection = Protection("faces");
        var content = Drawn(120, 120, 1);
        var faces = protection.Find(content).Faces;
        var half = Resampler.Resize(content, 60, 60);

        Assert.Equal(0, Assert.Single(protection.Compare(faces, 120, content, content)).Distance, 1e-6);
        Assert.Equal(0, Assert.Single(protection.Compare(faces, 120, half, half)).Distance, 1e-6);
        Assert.InRange(Assert.Single(protection.Compare(faces, 120, content, Drawn(120, 120, 3))).Distance, 1e-4, 100);
        Assert.Equal(0.5 * faces[0].Found.Box.Width, protection.Compare(faces, 120, half, half)[0].Box.Width, 1e-6);
    }

    [Fact]
    public void Networks_that_are_missing_are_told_with_the_command_that_fetches_them()
    {
        Assert.Null(ContentProtection.Problem(Settings("faces"), Find));
        Assert.Null(ContentProtection.Problem(Settings(""), _ => null));
        Assert.Equal(
            "What is to be protected is found by ssd-mobilenet-faces, whose weights are not on this machine: 'styleforge weights pull faces' fetches them.",
            ContentProtection.Problem(Settings("faces"), _ => null));
        Assert.Equal(
            "What is to be protected is found by yolo-fastest, whose weights are not on this machine: 'styleforge weights pull yolo-fastest' fetches them.",
            ContentProtection.Problem(Settings("people,faces"), Find));

        using var protection = new ContentProtection(Settings("faces"), _ => null, _workers);
        Assert.Throws<WeightFormatException>(() => protection.Find(Drawn(64, 64, 1)));
    }

    [Fact]
    public void Words_become_the_detectors_classes()
    {
        Assert.Equal(["person", "dog"], ProtectWords.Classes(["faces", "people", "person", "dog"]));
        Assert.Equal(82, ProtectWords.All.Count);
    }

    private static RenderSettings Settings(string protect) => Workbench.Settings(new Dictionary<string, string?> { ["protect"] = protect }).Settings!;

    private static float At(Picture picture, int x, int y) => picture.Plane(0)[(y * picture.Width) + x];

    private static Picture Drawn(int width, int height, int seed)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture.Samples.Length; i++)
        {
            picture.Samples[i] = 0.5f + (0.4f * MathF.Sin((i * 0.013f * seed) + (i % width * 0.1f)));
        }

        return picture;
    }

    private string? Find(NetworkDescription network) =>
        Path.Combine(_folder.Path, $"{network.Name}.safetensors") is var path && File.Exists(path) ? path : null;

    private ContentProtection Protection(string protect) => new(Settings(protect), Find, _workers);
}

using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Subjects;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Subjects;

public sealed class SubjectFinderTests : IDisposable
{
    private static readonly string[] Faces = ["faces"];

    private readonly TemporaryFolder _folder = new();
    private readonly WorkerPool _workers = new(2);

    public SubjectFinderTests() => FakeFaces.Write(_folder.Path);

    public void Dispose()
    {
        _folder.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void A_face_is_white_and_its_surroundings_are_black_with_a_soft_edge_between()
    {
        using var finder = new SubjectFinder(Find, _workers);
        var found = finder.Find(Drawn(120, 120, 1), Faces);

        var mask = found.Mask(Faces, 120, 120)!;
        Assert.Single(found.Faces);
        Assert.Empty(found.Missing(Faces));
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
        using var finder = new SubjectFinder(Find, _workers);
        var content = Drawn(120, 120, 1);
        var faces = finder.Find(content, Faces).Faces;
        var half = Resampler.Resize(content, 60, 60);

        Assert.Equal(0, Assert.Single(finder.Compare(faces, 120, content, content)).Distance, 1e-6);
        Assert.Equal(0, Assert.Single(finder.Compare(faces, 120, half, half)).Distance, 1e-6);
        Assert.InRange(Assert.Single(finder.Compare(faces, 120, content, Drawn(120, 120, 3))).Distance, 1e-4, 100);
        Assert.Equal(0.5 * faces[0].Found.Box.Width, finder.Compare(faces, 120, half, half)[0].Box.Width, 1e-6);
    }

    [Fact]
    public void Networks_that_are_missing_are_told_with_the_command_that_fetches_them()
    {
        Assert.Null(SubjectFinder.Problem(Faces, Find));
        Assert.Null(SubjectFinder.Problem([], _ => null));
        Assert.Equal(
            "Faces are found by ssd-mobilenet-faces, whose weights are not on this machine: 'styleforge weights pull faces' fetches them.", SubjectFinder.Problem(Faces, _ => null));
        Assert.Equal(
            "People and objects are found by yolo-fastest, whose weights are not on this machine: 'styleforge weights pull yolo-fastest' fetches them.",
            SubjectFinder.Problem(["people", "faces"], Find));

        using var finder = new SubjectFinder(_ => null, _workers);
        Assert.Throws<WeightFormatException>(() => finder.Find(Drawn(64, 64, 1), Faces));
    }

    [Fact]
    public void Words_become_the_detectors_classes()
    {
        Assert.Equal(["person", "dog"], SubjectWords.Classes(["faces", "people", "person", "dog"]));
        Assert.Equal(82, SubjectWords.All.Count);
    }

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
}

using StyleForge.Models.Detection;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Detection;

public sealed class LandmarkTests : IDisposable
{
    private const string Pets = """
        {
          "categories": [ { "id": 1, "name": "cat", "keypoints": ["nose", "left_ear", "right_ear"], "skeleton": [[1, 2], [1, 3]] }, { "id": 2, "name": "bowl" } ],
          "images": [ { "id": 1, "file_name": "a.jpg", "width": 20, "height": 10 } ],
          "annotations": [
            { "image_id": 1, "category_id": 1, "bbox": [1, 2, 8, 6], "keypoints": [5, 6.5, 2, 3, 2, 1, 0, 0, 0], "num_keypoints": 2 },
            { "image_id": 1, "category_id": 1, "bbox": [10, 2, 8, 6] },
            { "image_id": 1, "category_id": 2, "bbox": [4, 4, 8, 6] }
          ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Cocos_keypoints_are_points_of_the_object()
    {
        var set = CocoAnnotations.Read(File("pets.json", Pets));

        Assert.Equal([new LandmarkScheme(["nose", "left_ear", "right_ear"], [(0, 1), (0, 2)]), null], set.Landmarks);
        Assert.Equal(
            [new Landmark(5, 6.5), new Landmark(3, 2, LandmarkSight.Hidden), new Landmark(0, 0, LandmarkSight.NotMarked)],
            set.Pictures[0].Objects[0].Landmarks);
        Assert.All(set.Pictures[0].Objects.Skip(1), annotated => Assert.Empty(annotated.Landmarks));
        Assert.Equal(set.Landmarks[0], LandmarkScheme.Of(set));
    }

    [Fact]
    public void Points_that_are_written_for_Coco_are_read_again()
    {
        var set = CocoAnnotations.Read(File("pets.json", Pets));

        CocoAnnotations.Write(Path.Combine(_folder.Path, "again.json"), set);

        var again = CocoAnnotations.Read(Path.Combine(_folder.Path, "again.json"));
        Assert.Equal(set.Landmarks, again.Landmarks);
        Assert.Equal(set.Pictures[0].Objects.Select(annotated => annotated.Landmarks), again.Pictures[0].Objects.Select(annotated => annotated.Landmarks));
    }

    [Theory]
    [InlineData("""["nose", "left_ear", "right_ear"]""", """["nose", "nose", "right_ear"]""", ", categories[0] has «keypoints» that are no list of names, each of them once.")]
    [InlineData("""["nose", "left_ear", "right_ear"]""", "3", ", categories[0] has «keypoints» that are no list of names, each of them once.")]
    [InlineData("[[1, 2], [1, 3]]", "[[1, 2], [0, 3]]", ", categories[0] has a «skeleton» that is no list of pairs: each is two of the numbers 1 to 3 of its «keypoints».")]
    [InlineData("[[1, 2], [1, 3]]", "[[1, 2, 3]]", ", categories[0] has a «skeleton» that is no list of pairs")]
    [InlineData("[5, 6.5, 2, 3, 2, 1, 0, 0, 0]", "[5, 6.5, 2, 3, 2, 1, 0, 0]", ", annotations[0] has 8 numbers as «keypoints», but its category names 3, which take 9: across, down and 0, 1 or 2 for each.")]
    [InlineData("[5, 6.5, 2, 3, 2, 1, 0, 0, 0]", "\"many\"", ", annotations[0] has no list of numbers as «keypoints», but its category names 3, which take 9")]
    [InlineData("[5, 6.5, 2, 3, 2, 1, 0, 0, 0]", "[5, 6.5, 2, 3, 2, 3, 0, 0, 0]", ", annotations[0] has 3 as the third number of left_ear, but it must be 0 (not marked), 1 (hidden) or 2 (seen).")]
    [InlineData("[4, 4, 8, 6]", "[4, 4, 8, 6], \"keypoints\": [1, 1, 2]", ", annotations[2] has «keypoints», but its category does not name any: name them there, or leave them out here.")]
    public void Keypoints_that_cannot_be_used_are_refused_by_name(string good, string bad, string expected) => Assert.Contains(
        expected,
        Assert.Throws<AnnotationException>(() => CocoAnnotations.Read(File("bad.json", Pets.Replace(good, bad, StringComparison.Ordinal)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Sides_change_places_on_a_mirrored_picture()
    {
        var scheme = new LandmarkScheme(["nose", "left_eye", "right_eye", "Right Hand", "Left Hand", "leftover", "tail_left"], []);

        Assert.Equal([0, 2, 1, 4, 3, 5, 6], scheme.Mirrored);
    }

    [Fact]
    public void Classes_with_different_points_are_refused_by_name()
    {
        var set = new AnnotatedSet(["cat", "bowl", "car"], []) { Landmarks = [new LandmarkScheme(["nose"], []), null, new LandmarkScheme(["wheel", "door"], [])] };

        Assert.StartsWith(
            "'cat' has the points nose, and 'car' wheel, door: a detector says the same points of all classes",
            Assert.Throws<AnnotationException>(() => LandmarkScheme.Of(set)).Message,
            StringComparison.Ordinal);
        Assert.Null(LandmarkScheme.Of(set with { Landmarks = [] }));
        Assert.Equal(set.Landmarks[0], LandmarkScheme.Of(set with { Landmarks = [set.Landmarks[0], null, new LandmarkScheme(["nose"], [])] }));
    }

    public void Dispose() => _folder.Dispose();

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

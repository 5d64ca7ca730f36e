using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Detection;

public sealed class AnnotationTests : IDisposable
{
    private const string Small = """
        {
          "info": { "year": 2026 },
          "categories": [ { "id": 7, "name": "dog" }, { "id": 3, "name": "cat", "supercategory": "animal" } ],
          "images": [ { "id": 2, "file_name": "b.jpg", "width": 64, "height": 48 }, { "id": 1, "file_name": "a.jpg", "width": 20, "height": 10, "license": 1 } ],
          "annotations": [
            { "id": 1, "image_id": 2, "category_id": 7, "bbox": [10, 20, 30.5, 8], "area": 244, "iscrowd": 0, "segmentation": [] },
            { "id": 2, "image_id": 2, "category_id": 3, "bbox": [0, 0, 64, 48], "iscrowd": 1 }
          ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Cocos_boxes_become_edges_and_its_classes_are_numbered_by_id()
    {
        var set = CocoAnnotations.Read(File("coco.json", Small));

        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([("a.jpg", 20, 10), ("b.jpg", 64, 48)], set.Pictures.Select(picture => (picture.Name, picture.Width, picture.Height)));
        Assert.Empty(set.Pictures[0].Objects);
        Assert.Equal([new AnnotatedObject(new Box(10, 20, 40.5, 28), 1), new AnnotatedObject(new Box(0, 0, 64, 48), 0, IsIgnored: true)], set.Pictures[1].Objects);
    }

    [Fact]
    public void What_is_written_for_Coco_is_read_again()
    {
        var set = CocoAnnotations.Read(File("coco.json", Small));
        var path = Path.Combine(_folder.Path, "again.json");

        CocoAnnotations.Write(path, set);

        var again = CocoAnnotations.Read(path);
        Assert.Equal(set.Classes, again.Classes);
        Assert.Equal(set.Pictures.SelectMany(picture => picture.Objects), again.Pictures.SelectMany(picture => picture.Objects));
        Assert.Equal(set.Pictures.Select(picture => picture.Name), again.Pictures.Select(picture => picture.Name));
    }

    [Theory]
    [InlineData("{\n  nonsense", "', line 2: this is not JSON")]
    [InlineData("[1, 2]", "has no list «categories»: annotations of COCO are an object with «images», «categories» and «annotations».")]
    [InlineData("""{"categories": [{"id": 1, "name": ""}], "images": [], "annotations": []}""", ", categories[0] has no text «name».")]
    [InlineData("""{"categories": [{"id": "1", "name": "a"}], "images": [], "annotations": []}""", ", categories[0] has no whole number «id».")]
    [InlineData("""{"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "images": [], "annotations": []}""", "has two categories with the id 1: each needs one of its own.")]
    [InlineData("""{"categories": [], "images": [{"id": 1, "file_name": "a", "width": 0, "height": 5}], "annotations": []}""", ", images[0] is 0×5: a picture has 1 pixel or more across and down.")]
    [InlineData("""{"categories": [], "images": [], "annotations": [{"image_id": 9, "category_id": 1}]}""", ", annotations[0] is on image 9, but there is no image with that id.")]
    [InlineData("""{"categories": [], "images": [{"id": 9, "file_name": "a", "width": 5, "height": 5}], "annotations": [{"image_id": 9, "category_id": 1}]}""", ", annotations[0] is of category 1, but there is no category with that id.")]
    [InlineData("""{"categories": [{"id": 1, "name": "a"}], "images": [{"id": 9, "file_name": "a", "width": 5, "height": 5}], "annotations": [{"image_id": 9, "category_id": 1, "bbox": [0, 0, -1, 2]}]}""", ", annotations[0] has no «bbox» of four numbers: left, top, width and height, the last two 0 or more.")]
    public void Annotations_of_Coco_that_cannot_be_used_are_refused_by_name(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<AnnotationException>(() => CocoAnnotations.Read(File("bad.json", json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Lines_of_Yolo_are_shares_of_the_picture()
    {
        var objects = YoloAnnotations.Read(File("a.txt", "0 0.5 0.5 0.25 0.5\r\n\n2 0.1 0.9 0.2 0.2\n"), 200, 100, 3);

        Assert.Equal(2, objects.Count);
        Assert.Equal(new AnnotatedObject(new Box(75, 25, 125, 75), 0), objects[0]);
        Assert.True(objects[1].Box.IntersectionOverUnion(new Box(0, 80, 40, 100)) > 0.999999);
        Assert.Empty(YoloAnnotations.Read(File("empty.txt", ""), 200, 100, 3));
    }

    [Fact]
    public void What_is_written_for_Yolo_is_read_again()
    {
        var random = new SplitMix64(2);
        var objects = Enumerable.Range(0, 20).Select(number => new AnnotatedObject(Box.Around(100 + (random.NextDouble() * 40), 60, 7 * random.NextDouble(), 5), number % 4)).ToArray();
        var path = Path.Combine(_folder.Path, "b.txt");

        YoloAnnotations.Write(path, new AnnotatedPicture("b.png", 320, 111, objects));

        Assert.All(objects.Zip(YoloAnnotations.Read(path, 320, 111, 4)), pair =>
        {
            Assert.Equal(pair.First.Class, pair.Second.Class);
            Assert.True(pair.First.Box.IntersectionOverUnion(pair.Second.Box) > 1 - 1e-9);
        });
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.2", "', line 1 is '0 0.5 0.5 0.2', but must be five numbers: class, middle across and down, width and height.")]
    [InlineData("0 0.5 0.5 0.2 0.2\ncat 0.5 0.5 0.2 0.2", "', line 2 is 'cat 0.5 0.5 0.2 0.2', but must be five numbers")]
    [InlineData("3 0.5 0.5 0.2 0.2", "', line 1 has the class 3, but the classes are 0 to 2.")]
    [InlineData("1 50 50 20 20", "', line 1 is '1 50 50 20 20', but middle and extents are shares of the picture, 0 to 1.")]
    public void Lines_of_Yolo_that_cannot_be_used_are_refused_by_number(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<AnnotationException>(() => YoloAnnotations.Read(File("bad.txt", text), 10, 10, 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void Labels_lie_beside_their_pictures_or_in_a_folder_of_their_own()
    {
        var beside = Path.Combine(_folder.Path, "set", "images", "train", "a.jpg");
        Assert.Equal(Path.ChangeExtension(beside, ".txt"), YoloAnnotations.PathOf(beside));

        Directory.CreateDirectory(Path.Combine(_folder.Path, "set", "labels"));
        Assert.Equal(Path.Combine(_folder.Path, "set", "labels", "train", "a.txt"), YoloAnnotations.PathOf(beside));
    }

    [Fact]
    public void Names_are_a_line_each()
    {
        Assert.Equal(["traffic light", "car"], YoloAnnotations.ReadNames(File("obj.names", "traffic light\r\n\n car \n")));
        Assert.Contains("is empty", Assert.Throws<AnnotationException>(() => YoloAnnotations.ReadNames(File("none.names", "\n"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_objects_of_Coco_are_eighty()
    {
        Assert.Equal(80, CocoClasses.Names.Distinct().Count());
        Assert.Equal(("person", "dog", "toothbrush"), (CocoClasses.Names[0], CocoClasses.Names[16], CocoClasses.Names[79]));
    }

    public void Dispose() => _folder.Dispose();

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

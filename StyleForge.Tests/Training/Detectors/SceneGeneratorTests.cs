using StyleForge.Training.Detectors;

namespace StyleForge.Tests.Training.Detectors;

public sealed class SceneGeneratorTests
{
    [Fact]
    public void A_scene_depends_on_its_seed_and_number_alone()
    {
        var (one, other) = (new SceneGenerator(4).Make(7), new SceneGenerator(4).Make(7));

        Assert.Equal(one.Picture.Samples, other.Picture.Samples);
        Assert.Equal(one.Objects, other.Objects);
        Assert.NotEqual(one.Picture.Samples, new SceneGenerator(4).Make(8).Picture.Samples);
        Assert.NotEqual(one.Picture.Samples, new SceneGenerator(5).Make(7).Picture.Samples);
    }

    [Fact]
    public void Shapes_lie_on_the_picture_overlap_and_are_of_all_classes()
    {
        var scenes = Enumerable.Range(0, 60).Select(new SceneGenerator(1).Make).ToArray();

        Assert.All(scenes, scene =>
        {
            Assert.InRange(scene.Objects.Count, 1, 4);
            Assert.All(scene.Objects, annotated => Assert.Equal(annotated.Box, annotated.Box.Within(96, 96)));
            Assert.All(scene.Objects, annotated => Assert.True(annotated.Box.Width > 8 && annotated.Box.Height > 8));
            Assert.All(scene.Picture.Samples, sample => Assert.InRange(sample, 0, 1));
        });
        Assert.Equal([0, 1, 2], scenes.SelectMany(scene => scene.Objects).Select(annotated => annotated.Class).Distinct().Order());
        Assert.True(scenes.Count(scene => scene.Objects.Any(one => scene.Objects.Any(other => one != other && one.Box.IntersectionOverUnion(other.Box) > 0.05))) > 15);
    }

    [Fact]
    public void A_box_ends_where_its_shape_does()
    {
        // Alone on its picture a shape is what differs from the ground.
        var scene = Enumerable.Range(0, 50).Select(new SceneGenerator(2, side: 128, most: 1).Make).First(scene => scene.Objects[0].Class == 1);
        var box = scene.Objects[0].Box;
        var (x, y) = ((int)box.CentreX, (int)box.CentreY);
        var inside = scene.Picture.Plane(0)[(y * 128) + x];

        Assert.True(box.Left > 0 && box.Right < 128);
        Assert.Equal(1, inside / scene.Picture.Plane(0)[(y * 128) + x + 1], 0.8f);
    }
}

using StyleForge.Models.Detection;
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

    [Fact]
    public void A_single_scene_has_one_object_or_none()
    {
        var counts = Enumerable.Range(0, 100).Select(new SceneGenerator(3, side: 48, isSingle: true).Make).Select(scene => scene.Objects.Count).ToArray();

        Assert.All(counts, count => Assert.InRange(count, 0, 1));
        Assert.InRange(counts.Count(count => count == 0), 8, 35);
    }

    [Fact]
    public void The_corners_of_a_figure_lie_on_its_outline_and_its_left_is_left_of_its_tip()
    {
        var generator = new SceneGenerator(1, hasLandmarks: true);
        var scenes = Enumerable.Range(0, 60).Select(generator.Make).ToArray();

        Assert.Equal(["arrow", "house", "bell"], generator.Classes);
        Assert.Equal(3, generator.Landmarks.Count);
        Assert.All(scenes.SelectMany(scene => scene.Objects), figure =>
        {
            var points = figure.Landmarks;
            Assert.Equal(5, points.Count);
            Assert.All(points, point => Assert.True(point.X >= figure.Box.Left - 1e-9 && point.X <= figure.Box.Right + 1e-9 && point.Y >= figure.Box.Top - 1e-9 && point.Y <= figure.Box.Bottom + 1e-9));
            Assert.Equal(figure.Box.Left, points.Min(point => point.X), 1e-9);
            Assert.Equal(figure.Box.Bottom, points.Max(point => point.Y), 1e-9);

            // Seen from the tip, the turn from the left foot to the right one is against the clock.
            Assert.True(((points[3].X - points[0].X) * (points[4].Y - points[0].Y)) - ((points[3].Y - points[0].Y) * (points[4].X - points[0].X)) < 0);
        });
        var all = scenes.SelectMany(scene => scene.Objects).SelectMany(figure => figure.Landmarks).ToArray();
        Assert.InRange(all.Count(point => point.Sight == LandmarkSight.Hidden), 1, all.Length / 4);
        Assert.DoesNotContain(all, point => !point.IsMarked);
    }
}

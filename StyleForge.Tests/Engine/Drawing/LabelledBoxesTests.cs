using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Engine.Drawing;

public sealed class LabelledBoxesTests
{
    [Fact]
    public void Plates_stay_on_the_picture_wherever_their_boxes_are()
    {
        var random = new SplitMix64(4);
        for (var trial = 0; trial < 300; trial++)
        {
            var picture = new Picture(30 + (int)(random.NextDouble() * 300), 20 + (int)(random.NextDouble() * 300));
            var boxes = Enumerable.Range(0, 6).Select(number => Somewhere(ref random, picture, number)).ToArray();

            Assert.All(LabelledBoxes.Plates(picture, boxes), placed =>
            {
                Assert.True(placed.Plate.Left >= 0 && placed.Plate.Top >= 0, $"{placed.Plate} on {picture.Width}×{picture.Height}");
                Assert.True(placed.Plate.Right <= picture.Width && placed.Plate.Bottom <= picture.Height, $"{placed.Plate} on {picture.Width}×{picture.Height}");
            });
        }
    }

    [Fact]
    public void Plates_of_boxes_that_share_a_corner_keep_off_each_other()
    {
        var boxes = Enumerable.Range(0, 4).Select(number => new LabelledBox(new Box(100, 100, 300 + number, 260), $"cat 0.8{number}", Colour.White)).ToArray();

        var plates = LabelledBoxes.Plates(new Picture(640, 480), boxes);

        Assert.Equal(4, plates.Count);
        Assert.All(plates, one => Assert.All(plates, other => Assert.True(one == other || one.Plate.Intersect(other.Plate).Area == 0)));
        Assert.Equal(100, plates[0].Plate.Bottom, 2.0); // The first one stands on its box.
    }

    [Fact]
    public void A_label_that_is_too_long_for_the_picture_ends_in_dots_and_one_without_room_is_left_out()
    {
        var label = new LabelledBox(new Box(2, 2, 50, 50), "refrigerator 0.71", Colour.White);

        Assert.EndsWith("…", Assert.Single(LabelledBoxes.Plates(new Picture(70, 60), [label])).Box.Label, StringComparison.Ordinal);
        Assert.Empty(LabelledBoxes.Plates(new Picture(10, 60), [label]));
        Assert.Empty(LabelledBoxes.Plates(new Picture(70, 60), [label with { Label = "" }]));
    }

    [Fact]
    public void Lines_are_on_the_picture_also_where_the_box_leaves_it()
    {
        var picture = new Picture(200, 120);
        LabelledBoxes.Draw(picture, [new LabelledBox(new Box(-40, -40, 400, 400), "", Colour.White)]);

        Assert.All(Enumerable.Range(20, 160), x => Assert.Equal(1, picture.Plane(0)[x], 0.01f));
        Assert.All(Enumerable.Range(20, 80), y => Assert.Equal(1, picture.Plane(1)[(y * 200) + 199], 0.01f));
    }

    private static LabelledBox Somewhere(ref SplitMix64 random, Picture picture, int number)
    {
        var box = Box.Around(random.NextDouble() * picture.Width, random.NextDouble() * picture.Height, random.NextDouble() * 400, random.NextDouble() * 400);
        return new LabelledBox(box, $"class {number}", Colour.OfClass(number));
    }
}

using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Subjects;
using StyleForge.Models.Detection;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Running;

public sealed class StylePlacementTests : IDisposable
{
    private static readonly Picture Content = new(40, 30);

    private readonly WorkerPool _workers = new(1);

    public void Dispose() => _workers.Dispose();

    [Fact]
    public void A_style_inside_has_the_mask_of_what_was_found_and_one_outside_the_rest()
    {
        var placed = Place([Style("wave", inside: "dog"), Style("ink", outside: "dog"), Style("plain")], [null, null, null], Dog);

        Assert.Equal(["wave", "ink", "plain"], placed.Plan.Styles.Select(style => Path.GetFileNameWithoutExtension(style.Path)));
        var (inside, outside) = (placed.Inputs.Masks[0]!, placed.Inputs.Masks[1]!);
        Assert.Equal((40, 30, 40, 30), (inside.Width, inside.Height, outside.Width, outside.Height));
        Assert.Equal((1, 0), (At(inside, 15, 15), At(outside, 15, 15)));
        Assert.Equal((0, 1), (At(inside, 35, 5), At(outside, 35, 5)));
        Assert.All(inside.Samples.Zip(outside.Samples), pair => Assert.Equal(1, pair.First + pair.Second, 1e-6f));
        Assert.Null(placed.Inputs.Masks[2]);
        Assert.Equal(1, placed.Plan.Styles.Sum(style => style.Weight), 1e-12);
        Assert.Equal("dog", Assert.Single(placed.Found).Name);
        Assert.Equal(["The style wave goes over 1 × dog on street.png.", "The style ink spares 1 × dog on street.png."], placed.Notices);
    }

    [Fact]
    public void Painted_masks_and_words_are_multiplied()
    {
        var left = new Picture(2, 1, [1, 0, 1, 0, 1, 0]);
        var placed = Place([Style("wave", inside: "dog,car", outside: "car"), Style("ink", inside: "dog")], [null, left], [.. Dog, new FoundObject("car", new Box(5, 5, 15, 25), 0.9)]);

        Assert.Equal((0, 1), (At(placed.Inputs.Masks[0]!, 10, 15), At(placed.Inputs.Masks[0]!, 22, 15)));
        Assert.Equal((1, 0), (At(placed.Inputs.Masks[1]!, 12, 15), At(placed.Inputs.Masks[1]!, 22, 15)));
    }

    [Fact]
    public void A_style_that_goes_over_what_is_not_there_is_left_out_and_told()
    {
        var placed = Place([Style("wave", inside: "cat"), Style("plain"), Style("ink", outside: "cat")], [null, null, null], Dog);

        Assert.Equal([(0.5, false), (0.5, false)], placed.Plan.Styles.Select(style => (style.Weight, style.IsMasked)));
        Assert.Equal(2, placed.Inputs.Styles.Count);
        Assert.Equal([null, null], placed.Inputs.Masks);
        Assert.Equal(["wave.png"], placed.LeftOut);
        Assert.Equal(
            [
                "The style wave goes over cat, of which there are none that can be found on street.png: it is left out.",
                "The style ink spares cat, of which there are none that can be found on street.png.",
            ],
            placed.Notices);
    }

    [Fact]
    public void What_is_wanted_beside_what_is_there_is_told()
    {
        var placed = Place([Style("wave", inside: "dog,cat,faces"), Style("ink", outside: "car,dog")], [null, null], Dog);

        Assert.Equal(
            [
                "The style wave goes over 1 × dog on street.png, which shows no cat or faces that can be found.",
                "The style ink spares 1 × dog on street.png, which shows no car that can be found.",
            ],
            placed.Notices);
    }

    [Fact]
    public void A_style_of_which_nothing_is_left_is_left_out_and_told()
    {
        var right = new Picture(2, 1, [0, 1, 0, 1, 0, 1]);
        var placed = Place([Style("wave", inside: "dog"), Style("plain")], [right, null], [new FoundObject("dog", new Box(2, 2, 10, 10), 0.9)]);

        Assert.Single(placed.Plan.Styles);
        Assert.Equal("Of what the style wave goes over on street.png nothing is left: it is left out.", placed.Notices[^1]);
    }

    [Fact]
    public void Masks_are_of_the_size_of_the_picture_however_large_the_content()
    {
        var placed = Place([Style("wave", inside: "dog")], [null], [new FoundObject("dog", new Box(100, 100, 250, 250), 0.9)], new Picture(400, 300));

        var mask = placed.Inputs.Masks[0]!;
        Assert.Equal((40, 30), (mask.Width, mask.Height));
        Assert.Equal((1, 0), (At(mask, 15, 15), At(mask, 35, 5)));
        Assert.Equal(new Box(100, 100, 250, 250), Assert.Single(placed.Found).Box);
    }

    [Fact]
    public void A_content_on_which_no_style_goes_anywhere_is_refused()
    {
        var refusal = Assert.Throws<ImageFileException>(() => Place([Style("wave", inside: "cat,faces")], [null], Dog));

        Assert.Equal("shows no cat or faces that can be found, so none of the styles would go anywhere: add a style that goes everywhere, or take another content", refusal.Problem);
    }

    private static FoundObject[] Dog => [new FoundObject("dog", new Box(10, 10, 25, 25), 0.9)];

    private static StylePlan Style(string name, string inside = "", string outside = "") => new($"/styles/{name}.png", 1.0 / 3, 1, null) { Inside = inside, Outside = outside };

    private static float At(Picture mask, int x, int y) => mask.Plane(0)[(y * mask.Width) + x];

    private StylePlacement Place(IReadOnlyList<StylePlan> styles, IReadOnlyList<Picture?> masks, IReadOnlyList<FoundObject> objects, Picture? content = null)
    {
        var plan = new RenderPlan
        {
            Name = "job",
            ContentPath = "/pictures/street.png",
            Styles = styles,
            OutputPath = "/out/job.png",
            Levels = [new LevelPlan(40, 30, 1)],
            Settings = SettingsResolver.Resolve([]).Settings!,
        };
        var inputs = new RenderInputs(content ?? Content, [.. styles.Select((_, i) => new Picture(8, 8, new float[192], null))], masks, null, new Dictionary<string, string>(), []);
        return StylePlacement.Of(plan, inputs, new FoundSubjects(inputs.Content.Width, inputs.Content.Height, [], objects), _workers);
    }
}

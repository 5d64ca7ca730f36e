using System.Numerics;
using StyleForge.Engine.Imaging;
using Canvas = StyleForge.Artwork.Drawing.Canvas;

namespace StyleForge.Tests.Artwork.Sheets;

public sealed class LetteringTests
{
    private const string Sample = "Quick: 0.25 × jump (fox)";

    [Fact]
    public void Every_character_of_ascii_has_a_shape_of_its_own()
    {
        var shapes = LetterShapes.Known.ToDictionary(letter => letter, letter => string.Join('/', LetterShapes.Of(letter)!));

        Assert.All(Enumerable.Range('!', '~' - '!' + 1), code => Assert.Contains((char)code, shapes.Keys));
        Assert.Equal(shapes.Count, shapes.Values.Distinct().Count());
        Assert.All(shapes.Values, shape => Assert.Matches("^[#.]{1,5}(/[#.]{1,5}){8}$", shape));
        Assert.All(shapes.Values, shape => Assert.Contains('#', shape));
    }

    [Fact]
    public void Digits_are_equally_wide_and_an_m_is_wider_than_an_i()
    {
        var lettering = new Lettering(2);

        Assert.Single("0123456789".Select(digit => lettering.Width($"{digit}")).Distinct());
        Assert.True(lettering.Width("m") > lettering.Width("i"));
        Assert.Equal('ß', Lettering.Unknown("groß"));
        Assert.Null(Lettering.Unknown(Sample));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_line_stays_within_its_width_and_height(int scale)
    {
        var lettering = new Lettering(scale);
        var (width, height) = (lettering.Width(Sample), lettering.LineHeight);
        var canvas = new Canvas(width + 20, height + 20, Vector3.One);
        Write(lettering, canvas, Sample, 10, 10);

        var inked = Inked(canvas);
        // A round pen may stand out by a fraction of a pixel.
        Assert.All(inked, at => Assert.True(at.X >= 9 && at.X <= width + 10 && at.Y >= 9 && at.Y <= height + 10, $"Ink at {at}."));
        Assert.InRange(inked.Max(at => at.X) - inked.Min(at => at.X), width - scale - 1, width + 2);
    }

    [Fact]
    public void A_line_looks_the_same_wherever_it_is_written()
    {
        var lettering = new Lettering(2);
        var (one, other) = (new Canvas(400, 60, Vector3.One), new Canvas(400, 60, Vector3.One));
        Write(lettering, one, Sample, 5, 7);
        Write(lettering, other, Sample, 36, 20);

        Assert.NotEmpty(Inked(one));
        Assert.Equal(Inked(one).Select(at => at + new Vector2(31, 13)), Inked(other));
        Assert.All(Inked(one), at => Assert.Equal(one[(int)at.X, (int)at.Y], other[(int)at.X + 31, (int)at.Y + 13]));
    }

    [Fact]
    public void Edges_are_smooth_and_the_middle_of_a_stroke_is_full_ink()
    {
        var canvas = new Canvas(40, 60, Vector3.One);
        Write(new Lettering(4), canvas, "O", 4, 4);
        var levels = Inked(canvas).Select(at => canvas[(int)at.X, (int)at.Y].X).ToArray();

        Assert.Contains(0f, levels);
        Assert.Contains(levels, level => level is > 0.2f and < 0.8f);
    }

    private static void Write(Lettering lettering, Canvas canvas, string text, int left, int top) =>
        lettering.Write(text, left, top, (x, y, opacity) => canvas.Blend(x, y, Vector3.Zero, opacity));

    private static List<Vector2> Inked(Canvas canvas) =>
    [
        .. from y in Enumerable.Range(0, canvas.Height)
           from x in Enumerable.Range(0, canvas.Width)
           where canvas[x, y] != Vector3.One
           select new Vector2(x, y),
    ];
}

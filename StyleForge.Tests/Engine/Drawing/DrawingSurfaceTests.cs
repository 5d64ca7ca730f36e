using System.Numerics;
using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Tests.Engine.Drawing;

public sealed class DrawingSurfaceTests
{
    private readonly DrawingSurface _surface = new(new Picture(20, 16));

    [Fact]
    public void A_rectangle_on_whole_pixels_fills_them_and_no_others()
    {
        _surface.Fill(new Box(3, 4, 9, 7), Colour.White);

        ForEachPixel((x, y, sample) => Assert.Equal(x is >= 3 and < 9 && y is >= 4 and < 7 ? 1 : 0, sample));
    }

    [Fact]
    public void Half_a_pixel_is_half_inked()
    {
        _surface.Fill(new Box(3.5, 4, 9, 7), Colour.White);

        Assert.Equal(0.5f, At(3, 5), 1e-5f);
        Assert.Equal(1, At(4, 5));
    }

    [Fact]
    public void What_is_drawn_covers_its_area()
    {
        _surface.Dot(new Vector2(10, 8), 5, Colour.White);
        Assert.Equal(Math.PI * 25, Sum(), 0.7);

        var lines = new DrawingSurface(new Picture(20, 16));
        lines.Outline(new Box(4, 4, 14, 12), 2, Colour.White);
        Assert.Equal((12 * 10) - (8 * 6), lines.Picture.Plane(0).ToArray().Sum(), 2.0); // Less what the round outer corners leave free.
    }

    [Fact]
    public void A_line_is_as_wide_as_it_is_asked_for()
    {
        _surface.Line(new Vector2(2, 8), new Vector2(18, 8), 3, Colour.White);

        Assert.Equal(3, Enumerable.Range(0, 16).Sum(y => At(10, y)), 1e-4f);
    }

    [Fact]
    public void What_lies_outside_is_left_out_and_opacity_mixes()
    {
        _surface.Fill(new Box(-50, -50, 50, 50), Colour.White, opacity: 0.25f);
        _surface.Dot(new Vector2(-100, 5), 10, Colour.White);
        _surface.Line(new Vector2(-5, -5), new Vector2(-5, 40), 2, Colour.White);
        _surface.Write(new Lettering(1), "outside", 300, -40, Colour.White);

        ForEachPixel((_, _, sample) => Assert.Equal(0.25f, sample));
    }

    [Fact]
    public void On_transparent_pixels_what_is_drawn_can_be_seen()
    {
        var surface = new DrawingSurface(new Picture(4, 4, null, new float[16]));

        surface.Fill(new Box(0, 0, 2, 4), Colour.White);

        Assert.Equal([1, 1, 0, 0], surface.Picture.Alpha![..4]);
    }

    [Fact]
    public void Letters_without_a_shape_become_question_marks()
    {
        var (one, other) = (new DrawingSurface(new Picture(90, 30)), new DrawingSurface(new Picture(90, 30)));
        one.Write(new Lettering(1.5), "na\u00efve", 2.25, 3, Colour.White);
        other.Write(new Lettering(1.5), "na?ve", 2.25, 3, Colour.White);

        Assert.True(one.Picture.Samples.Sum() > 20);
        Assert.Equal(other.Picture.Samples, one.Picture.Samples);
    }

    private float At(int x, int y) => _surface.Picture.Plane(0)[(y * _surface.Picture.Width) + x];

    private double Sum() => _surface.Picture.Plane(0).ToArray().Sum(sample => (double)sample);

    private void ForEachPixel(Action<int, int, float> check)
    {
        for (var y = 0; y < _surface.Picture.Height; y++)
        {
            for (var x = 0; x < _surface.Picture.Width; x++)
            {
                check(x, y, At(x, y));
            }
        }
    }
}

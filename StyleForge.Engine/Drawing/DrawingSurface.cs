using System.Numerics;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Drawing;

/// <summary>
/// Draws shapes and text on a picture, with smooth edges. Places are in pixels from the upper left corner, so that the middle of the first pixel is (0.5,
/// 0.5); what lies beyond the picture's edges is left out.
/// </summary>
/// <param name="picture">Is drawn on.</param>
public sealed class DrawingSurface(Picture picture)
{
    /// <summary>What is drawn on.</summary>
    public Picture Picture { get; } = picture;

    /// <summary>Fills a rectangle.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="opacity">0 to 1.</param>
    /// <param name="corner">Radius of its corners in pixels.</param>
    public void Fill(Box area, Colour colour, float opacity = 1, double corner = 0) =>
        Ink(area, colour, opacity, point => Distance(point, area, corner));

    /// <summary>Draws the outline of a rectangle; half of its width lies inside.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="width">Width of the line in pixels.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="opacity">0 to 1.</param>
    /// <param name="corner">Radius of its corners in pixels.</param>
    public void Outline(Box area, double width, Colour colour, float opacity = 1, double corner = 0) =>
        Ink(Grown(area, width / 2), colour, opacity, point => (float)(MathF.Abs(Distance(point, area, corner)) - (width / 2)));

    /// <summary>Draws a straight line with round ends.</summary>
    /// <param name="from">One end.</param>
    /// <param name="to">The other end.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="opacity">0 to 1.</param>
    public void Line(Vector2 from, Vector2 to, double width, Colour colour, float opacity = 1)
    {
        var area = new Box(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y), Math.Max(from.X, to.X), Math.Max(from.Y, to.Y));
        var (along, length) = (to - from, (to - from).LengthSquared());
        Ink(Grown(area, width / 2), colour, opacity, point =>
        {
            var share = length == 0 ? 0 : Math.Clamp(Vector2.Dot(point - from, along) / length, 0, 1);
            return (float)(Vector2.Distance(point, from + (along * share)) - (width / 2));
        });
    }

    /// <summary>Fills a circle.</summary>
    /// <param name="centre">Its middle.</param>
    /// <param name="radius">In pixels.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="opacity">0 to 1.</param>
    public void Dot(Vector2 centre, double radius, Colour colour, float opacity = 1) =>
        Ink(Box.Around(centre.X, centre.Y, 2 * radius, 2 * radius), colour, opacity, point => (float)(Vector2.Distance(point, centre) - radius));

    /// <summary>Writes a line of text; letters that there is no shape for become question marks.</summary>
    /// <param name="lettering">The letters.</param>
    /// <param name="text">The text.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="top">Upper edge of the line, which is <see cref="Lettering.LineHeight"/> high.</param>
    /// <param name="colour">Its colour.</param>
    public void Write(Lettering lettering, string text, double left, double top, Colour colour)
    {
        ArgumentNullException.ThrowIfNull(lettering);
        lettering.Write(Lettering.Known(text), left, top, (x, y, inked) => Blend(x, y, colour, inked));
    }

    private static Box Grown(Box area, double by) => new(area.Left - by, area.Top - by, area.Right + by, area.Bottom + by);

    // Signed distance from the edge of a rectangle with round corners, below 0 inside.
    private static float Distance(Vector2 point, Box area, double corner)
    {
        var half = new Vector2((float)(area.Width / 2), (float)(area.Height / 2));
        var radius = MathF.Min((float)corner, MathF.Min(half.X, half.Y));
        var away = Vector2.Abs(point - new Vector2((float)area.CentreX, (float)area.CentreY)) - half + new Vector2(radius);
        return Vector2.Max(away, Vector2.Zero).Length() + MathF.Min(MathF.Max(away.X, away.Y), 0) - radius;
    }

    // A pixel whose middle lies half a pixel outside is free, half a pixel inside full.
    private void Ink(Box area, Colour colour, float opacity, Func<Vector2, float> distance)
    {
        var (right, bottom) = (Math.Min(Picture.Width, area.Right + 1), Math.Min(Picture.Height, area.Bottom + 1));
        for (var y = (int)Math.Max(0, area.Top - 1); y < bottom; y++)
        {
            for (var x = (int)Math.Max(0, area.Left - 1); x < right; x++)
            {
                Blend(x, y, colour, opacity * Math.Clamp(0.5f - distance(new Vector2(x + 0.5f, y + 0.5f)), 0, 1));
            }
        }
    }

    private void Blend(int x, int y, Colour colour, float opacity)
    {
        if (opacity <= 0 || x < 0 || x >= Picture.Width || y < 0 || y >= Picture.Height)
        {
            return;
        }

        var at = (y * Picture.Width) + x;
        ReadOnlySpan<float> ink = [colour.Red, colour.Green, colour.Blue];
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            ref var sample = ref Picture.Samples[(channel * Picture.PlaneLength) + at];
            sample += (ink[channel] - sample) * opacity;
        }

        if (Picture.Alpha is { } alpha)
        {
            alpha[at] += (1 - alpha[at]) * opacity;
        }
    }
}

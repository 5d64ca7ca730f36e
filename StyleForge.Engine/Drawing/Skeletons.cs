using System.Numerics;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;

namespace StyleForge.Engine.Drawing;

/// <summary>The points of objects on a picture, with the lines between them, by the picture's size.</summary>
public static class Skeletons
{
    /// <summary>Draws the points of an object: lines first, then points, so that no line runs through one.</summary>
    /// <param name="picture">Is drawn on.</param>
    /// <param name="points">The points.</param>
    /// <param name="scheme">Says which lines there are.</param>
    /// <param name="colour">Of lines and points; both have a dark edge, so that they are seen on every ground.</param>
    public static void Draw(Picture picture, IReadOnlyList<Landmark> points, LandmarkScheme scheme, Colour colour)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(scheme);
        var surface = new DrawingSurface(picture);
        var width = Math.Max(1.5, Math.Max(picture.Width, picture.Height) / 280.0);
        var edge = Math.Max(1.5, width / 2);
        Vector2[] places = [.. points.Select(point => new Vector2((float)point.X, (float)point.Y))];
        foreach (var (from, to) in scheme.Skeleton)
        {
            surface.Line(places[from], places[to], width + edge, Colour.Black, opacity: 0.45f);
        }

        foreach (var (from, to) in scheme.Skeleton)
        {
            surface.Line(places[from], places[to], width, colour);
        }

        foreach (var place in places)
        {
            surface.Dot(place, (2 * width) + (edge / 2), Colour.Black, opacity: 0.6f);
            surface.Dot(place, 2 * width, Colour.White);
            surface.Dot(place, 1.3 * width, colour);
        }
    }
}

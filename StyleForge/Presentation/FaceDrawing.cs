using System.Globalization;
using System.Numerics;
using StyleForge.Engine.Drawing;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Models.Networks;

namespace StyleForge.Presentation;

/// <summary>Draws faces on a picture: boxes with what was asked about them, and points joined along brows, eyes, nose, mouth and jaw.</summary>
internal static class FaceDrawing
{
    // In pixels: of a face 80 pixels wide.
    private const double LeastDot = 80 / 110.0;

    /// <summary>A copy of a picture with its faces.</summary>
    public static Picture Draw(SeenPicture seen)
    {
        var picture = new Picture(seen.Picture.Width, seen.Picture.Height, [.. seen.Picture.Samples], seen.Picture.Alpha is { } alpha ? [.. alpha] : null);
        var surface = new DrawingSurface(picture);
        for (var number = 0; number < seen.Faces.Count; number++)
        {
            if (seen.Faces[number].Points is { } points)
            {
                DrawPoints(surface, points, Colour.OfClass(number), seen.Faces[number].Found.Box.Width / 110);
            }
        }

        LabelledBoxes.Draw(picture, [.. seen.Faces.Select((face, number) => new LabelledBox(face.Found.Box, Label(face), Colour.OfClass(number)))]);
        return picture;
    }

    private static string Label(SeenFace face) => face switch
    {
        { Nearest: { } nearest } => string.Create(CultureInfo.InvariantCulture, $"{face.Person ?? "nobody known"} {nearest.Distance:0.00}"),
        { Expressions: { } expressions } => string.Create(CultureInfo.InvariantCulture, $"{FaceFeatures.ExpressionNames[Strongest(expressions)]} {expressions[Strongest(expressions)]:0.00}"),
        { Liveness: { } live } => string.Create(CultureInfo.InvariantCulture, $"{(FacesReport.IsLive(live) ? "live" : "not live")} {live:0.00}"),
        { Points: not null } => "",
        _ => face.Found.Score.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static int Strongest(IReadOnlyList<float> probabilities) => Enumerable.Range(0, probabilities.Count).MaxBy(which => probabilities[which]);

    private static void DrawPoints(DrawingSurface surface, FacePoints points, Colour colour, double width)
    {
        var isSmall = width < LeastDot;
        width = Math.Max(1, width);
        foreach (var line in Lines(points))
        {
            for (var i = 1; i < line.Length; i++)
            {
                surface.Line(line[i - 1], line[i], width, colour, opacity: 0.8f);
            }
        }

        // On a small face the dots would run together to one blot.
        foreach (var point in isSmall ? [] : points.All)
        {
            surface.Dot(point, 1.4 * width, Colour.Black, opacity: 0.5f);
            surface.Dot(point, width, Colour.White);
        }
    }

    private static IEnumerable<Vector2[]> Lines(FacePoints points) =>
    [
        [.. points.Jaw],
        [.. points.LeftBrow],
        [.. points.RightBrow],
        [.. points.Nose.Take(4)],
        [.. points.Nose.Skip(4)],
        [.. points.LeftEye, points.LeftEye[0]],
        [.. points.RightEye, points.RightEye[0]],
        [.. points.Mouth.Take(12), points.Mouth[0]],
        [.. points.Mouth.Skip(12), points.Mouth[12]],
    ];
}

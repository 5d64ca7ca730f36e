using System.Numerics;
using StyleForge.Models.Detection;
using StyleForge.Models.Networks;

namespace StyleForge.Models.Faces;

/// <summary>The 68 points of a face in the order of the iBUG 300-W annotation. Left and right are the picture's.</summary>
public sealed class FacePoints
{
    // How face-api aligns: where the middle of eyes and mouth lies in the square, and how much of it their distance takes.
    private const double AlignedX = 0.5;
    private const double AlignedY = 0.43;
    private const double AlignedDistance = 0.45;

    // By how much the box around the points is wider and higher than they are where an expression is read.
    private const double Margin = 0.2;

    private readonly Vector2[] _points;
    private readonly PixelArea _crop;

    /// <summary>Keeps points.</summary>
    /// <param name="points">68 points, in pixels of the picture.</param>
    /// <param name="crop">What the network was shown.</param>
    internal FacePoints(Vector2[] points, PixelArea crop)
    {
        if (points.Length != FaceFeatures.Points)
        {
            throw new ArgumentException($"A face has {FaceFeatures.Points} points, not {points.Length}.", nameof(points));
        }

        (_points, _crop) = (points, crop);
    }

    /// <summary>All points, in pixels of the picture.</summary>
    public IReadOnlyList<Vector2> All => _points;

    /// <summary>The jaw from the left ear over the chin to the right ear: 17 points.</summary>
    public IReadOnlyList<Vector2> Jaw => _points[..17];

    /// <summary>The left brow: 5 points.</summary>
    public IReadOnlyList<Vector2> LeftBrow => _points[17..22];

    /// <summary>The right brow: 5 points.</summary>
    public IReadOnlyList<Vector2> RightBrow => _points[22..27];

    /// <summary>The nose: 4 points of its bridge, 5 below it.</summary>
    public IReadOnlyList<Vector2> Nose => _points[27..36];

    /// <summary>The left eye: 6 points around it.</summary>
    public IReadOnlyList<Vector2> LeftEye => _points[36..42];

    /// <summary>The right eye: 6 points around it.</summary>
    public IReadOnlyList<Vector2> RightEye => _points[42..48];

    /// <summary>The mouth: 12 points around the lips, 8 between them.</summary>
    public IReadOnlyList<Vector2> Mouth => _points[48..];

    /// <summary>The same face on a picture that is enlarged.</summary>
    /// <param name="factor">How many times as wide and as high.</param>
    public FacePoints Scaled(double factor) => new(
        Array.ConvertAll(_points, point => point * (float)factor),
        new PixelArea((int)(_crop.Left * factor), (int)(_crop.Top * factor), (int)(_crop.Width * factor), (int)(_crop.Height * factor)));

    /// <summary>The smallest box around all points.</summary>
    public Box Bounds => new(_points.Min(point => point.X), _points.Min(point => point.Y), _points.Max(point => point.X), _points.Max(point => point.Y));

    /// <summary>The square that the descriptor is computed from, by the middles of eyes and mouth.</summary>
    internal Box AlignedSquare
    {
        get
        {
            var (left, right, mouth) = (Middle(LeftEye), Middle(RightEye), Middle(Mouth));
            var side = Math.Floor((Vector2.Distance(left, mouth) + Vector2.Distance(right, mouth)) / 2 / AlignedDistance);
            var middle = (left + right + mouth) / 3;
            var (x, y) = (Math.Floor(Math.Max(0, middle.X - (AlignedX * side))), Math.Floor(Math.Max(0, middle.Y - (AlignedY * side))));
            return new Box(x, y, x + Math.Min(side, _crop.Width + x), y + Math.Min(side, _crop.Height + y));
        }
    }

    /// <summary>The box that an expression is read from.</summary>
    internal Box WideBounds
    {
        get
        {
            var box = Bounds;
            return Box.Around(box.CentreX, box.CentreY, box.Width * (1 + Margin), box.Height * (1 + Margin));
        }
    }

    private static Vector2 Middle(IReadOnlyList<Vector2> points) => points.Aggregate(Vector2.Zero, (sum, point) => sum + point) / points.Count;
}

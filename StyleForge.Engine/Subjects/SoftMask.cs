using System.Numerics;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Faces;

namespace StyleForge.Engine.Subjects;

/// <summary>A mask that shapes with soft edges are painted on: where two overlap, the whiter counts.</summary>
/// <param name="width">Pixels across.</param>
/// <param name="height">Pixels down.</param>
internal sealed class SoftMask(int width, int height)
{
    // Points end at the brows and the ears; a face goes on to the hair.
    private const float Wider = 1.15f;
    private const float Forehead = 0.35f;

    // Of an ellipse's radius and of a box's shorter side: from where on it fades, and where it has faded.
    private const float EllipseInside = 0.95f;
    private const float EllipseOutside = 1.35f;
    private const float BoxFade = 0.06f;

    private readonly float[] _values = new float[width * height];

    /// <summary>The mask as a grey picture.</summary>
    public Picture ToPicture() => new(width, height, [.. _values, .. _values, .. _values]);

    /// <summary>Paints an ellipse around a face, as it is turned, from the chin to the hair.</summary>
    public void AddFace(FacePoints face)
    {
        var turn = Middle(face.RightEye) - Middle(face.LeftEye);
        var across = turn == Vector2.Zero ? Vector2.UnitX : Vector2.Normalize(turn);
        var down = new Vector2(-across.Y, across.X);
        var (left, right) = Range(face.All, across);
        var (top, bottom) = Range(face.All, down);
        top -= Forehead * (bottom - top);
        var centre = (across * ((left + right) / 2)) + (down * ((top + bottom) / 2));
        var (halfWidth, halfHeight) = (Math.Max(1, (right - left) / 2 * Wider), Math.Max(1, (bottom - top) / 2));
        var reach = Math.Max(halfWidth, halfHeight) * EllipseOutside;
        Add(Box.Around(centre.X, centre.Y, 2 * reach, 2 * reach), point =>
        {
            var away = point - centre;
            var radius = new Vector2(Vector2.Dot(away, across) / halfWidth, Vector2.Dot(away, down) / halfHeight).Length();
            return (EllipseOutside - radius) / (EllipseOutside - EllipseInside);
        });
    }

    /// <summary>Paints a box.</summary>
    public void AddBox(Box box)
    {
        var fade = Math.Max(1, BoxFade * Math.Min(box.Width, box.Height));
        Add(new Box(box.Left - fade, box.Top - fade, box.Right + fade, box.Bottom + fade), point =>
        {
            var outside = Math.Max(Math.Max(box.Left - point.X, point.X - box.Right), Math.Max(box.Top - point.Y, point.Y - box.Bottom));
            return (float)(1 - Math.Max(outside, 0) / fade);
        });
    }

    private void Add(Box area, Func<Vector2, float> inside)
    {
        var seen = area.Within(width, height);
        for (var y = (int)seen.Top; y < Math.Min(height, (int)seen.Bottom + 1); y++)
        {
            for (var x = (int)seen.Left; x < Math.Min(width, (int)seen.Right + 1); x++)
            {
                var share = Math.Clamp(inside(new Vector2(x + 0.5f, y + 0.5f)), 0, 1);
                ref var value = ref _values[(y * width) + x];
                value = Math.Max(value, share * share * (3 - (2 * share)));
            }
        }
    }

    private static Vector2 Middle(IReadOnlyList<Vector2> points) => points.Aggregate(Vector2.Zero, (sum, point) => sum + point) / points.Count;

    private static (float Least, float Most) Range(IReadOnlyList<Vector2> points, Vector2 direction) =>
        (points.Min(point => Vector2.Dot(point, direction)), points.Max(point => Vector2.Dot(point, direction)));
}

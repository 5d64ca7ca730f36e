using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A convex body bounded by planes (boxes, gable roofs, wedges), turned about the vertical.</summary>
internal sealed class ConvexSolid : Solid
{
    private readonly Vector3 _place;
    private readonly Plane[] _planes;
    private readonly float _sin;
    private readonly float _cos;

    private ConvexSolid(Vector3 place, float turn, Vector3 half, Plane[] planes)
    {
        _place = place;
        _planes = planes;
        (_sin, _cos) = MathF.SinCos(turn);
        var x = (MathF.Abs(_cos) * half.X) + (MathF.Abs(_sin) * half.Z);
        var z = (MathF.Abs(_sin) * half.X) + (MathF.Abs(_cos) * half.Z);
        Bounds = new Bounds(place - new Vector3(x, 0, z), place + new Vector3(x, 2 * half.Y, z));
    }

    /// <inheritdoc/>
    public override Bounds Bounds { get; }

    /// <summary>A box that stands on its place.</summary>
    /// <param name="place">Middle of its base.</param>
    /// <param name="size">Extents.</param>
    /// <param name="turn">Turn about the vertical in radians.</param>
    /// <param name="material">What it is made of.</param>
    public static ConvexSolid Box(Vector3 place, Vector3 size, float turn, Material material) => new(place, turn, size / 2,
    [
        new(Vector3.UnitX, -size.X / 2), new(-Vector3.UnitX, -size.X / 2), new(Vector3.UnitZ, -size.Z / 2),
        new(-Vector3.UnitZ, -size.Z / 2), new(Vector3.UnitY, -size.Y), new(-Vector3.UnitY, 0),
    ])
    { Material = material };

    /// <summary>A gable roof whose ridge runs along its z.</summary>
    /// <param name="place">Middle of its base.</param>
    /// <param name="size">Width, height and length.</param>
    /// <param name="turn">Turn about the vertical in radians.</param>
    /// <param name="material">What it is made of.</param>
    public static ConvexSolid Roof(Vector3 place, Vector3 size, float turn, Material material)
    {
        var slope = Vector3.Normalize(new Vector3(size.Y, size.X / 2, 0));
        var distance = -slope.Y * size.Y;
        return new(place, turn, size / 2,
        [
            new(slope, distance), new(slope with { X = -slope.X }, distance), new(Vector3.UnitZ, -size.Z / 2),
            new(-Vector3.UnitZ, -size.Z / 2), new(-Vector3.UnitY, 0),
        ])
        { Material = material };
    }

    /// <inheritdoc/>
    public override bool Meet(in Ray ray, float from, float to, out Hit hit)
    {
        var origin = Inward(ray.Origin - _place);
        var direction = Inward(ray.Direction);
        var (enter, leave) = (float.NegativeInfinity, float.PositiveInfinity);
        var (front, back) = (Vector3.UnitY, Vector3.UnitY);
        foreach (var plane in _planes)
        {
            var speed = Vector3.Dot(plane.Normal, direction);
            var height = Vector3.Dot(plane.Normal, origin) + plane.D;
            if (speed == 0)
            {
                if (height > 0)
                {
                    hit = default;
                    return false;
                }

                continue;
            }

            var distance = -height / speed;
            if (speed < 0 && distance > enter)
            {
                (enter, front) = (distance, plane.Normal);
            }
            else if (speed > 0 && distance < leave)
            {
                (leave, back) = (distance, plane.Normal);
            }
        }

        var inside = enter <= from;
        var met = inside ? leave : enter;
        if (enter > leave || met <= from || met >= to)
        {
            hit = default;
            return false;
        }

        var facing = inside ? back : front;
        hit = new Hit(met, ray.At(met), Outward(facing), origin + (direction * met), facing, Material);
        return true;
    }

    private Vector3 Inward(Vector3 v) => new((_cos * v.X) - (_sin * v.Z), v.Y, (_sin * v.X) + (_cos * v.Z));

    private Vector3 Outward(Vector3 v) => new((_cos * v.X) + (_sin * v.Z), v.Y, (_cos * v.Z) - (_sin * v.X));
}

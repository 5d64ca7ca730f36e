using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A ball.</summary>
internal sealed class SphereSolid(Vector3 centre, float radius) : Solid
{
    /// <inheritdoc/>
    public override Bounds Bounds => Bounds.Around(centre, new Vector3(radius));

    /// <inheritdoc/>
    public override bool Meet(in Ray ray, float from, float to, out Hit hit)
    {
        var offset = centre - ray.Origin;
        var middle = Vector3.Dot(offset, ray.Direction);
        var away = offset - (ray.Direction * middle);
        var squared = (radius * radius) - away.LengthSquared();
        hit = default;
        if (squared <= 0)
        {
            return false;
        }

        var half = MathF.Sqrt(squared);
        var distance = middle - half > from ? middle - half : middle + half;
        if (distance <= from || distance >= to)
        {
            return false;
        }

        var local = ray.At(distance) - centre;
        hit = new Hit(distance, centre + local, local / radius, local, local / radius, Material);
        return true;
    }
}

using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A body given by its signed distance, met by sphere tracing (Hart 1996) inside its bounds.</summary>
internal abstract class MarchedSolid(Vector3 place, float scale, Bounds local) : Solid
{
    private const int MaximumSteps = 160;

    /// <inheritdoc/>
    public override Bounds Bounds { get; } = new((local.Low * scale) + place, (local.High * scale) + place);

    /// <summary>The distance's greatest error as a factor: below 1 where the function overestimates.</summary>
    protected virtual float Caution => 0.9f;

    /// <inheritdoc/>
    public override bool Meet(in Ray ray, float from, float to, out Hit hit)
    {
        var (enter, leave) = Bounds.Span(ray);
        var distance = MathF.Max(enter, from);
        var end = MathF.Min(leave, to);
        var side = 0f;
        for (var step = 0; step < MaximumSteps && distance < end; step++)
        {
            var local = (ray.At(distance) - place) / scale;
            var away = Distance(local);
            side = side == 0 ? (away < 0 ? -1 : 1) : side;
            var near = 1e-4f + (distance * 2e-5f);
            if (away * side < near && distance > from + near)
            {
                var normal = Normal(local);
                hit = new Hit(distance, ray.At(distance), normal, local, normal, Material);
                return true;
            }

            distance += MathF.Max(MathF.Abs(away) * scale * Caution, near);
        }

        hit = default;
        return false;
    }

    /// <summary>Signed distance in the body's own frame, negative inside.</summary>
    protected abstract float Distance(Vector3 p);

    private Vector3 Normal(Vector3 p)
    {
        const float E = 6e-4f;
        // Four samples on a tetrahedron give the gradient.
        Vector3 a = new(1, -1, -1), b = new(-1, -1, 1), c = new(-1, 1, -1), d = new(1, 1, 1);
        return Vector3.Normalize((a * Distance(p + (a * E))) + (b * Distance(p + (b * E))) + (c * Distance(p + (c * E))) + (d * Distance(p + (d * E))));
    }
}

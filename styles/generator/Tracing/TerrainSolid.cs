using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>Ground as a fractal height field, sampled on a grid and met by marching over it.</summary>
internal sealed class TerrainSolid : Solid
{
    private const int Cells = 1400;
    private readonly Vector2 _low;
    private readonly Vector2 _extent;
    private readonly float[] _heights = new float[(Cells + 1) * (Cells + 1)];

    /// <summary>Samples the heights.</summary>
    /// <param name="low">Least x and z.</param>
    /// <param name="high">Greatest x and z.</param>
    /// <param name="heightAt">Height at (x, z), in metres; pure.</param>
    public TerrainSolid(Vector2 low, Vector2 high, Func<Vector2, float> heightAt)
    {
        _low = low;
        _extent = high - low;
        Parallel.For(0, Cells + 1, j =>
        {
            for (var i = 0; i <= Cells; i++)
            {
                _heights[(j * (Cells + 1)) + i] = heightAt(_low + (_extent * new Vector2(i, j) / Cells));
            }
        });
        Bounds = new Bounds(new Vector3(low.X, _heights.Min() - 0.1f, low.Y), new Vector3(high.X, _heights.Max() + 0.1f, high.Y));
    }

    /// <inheritdoc/>
    public override Bounds Bounds { get; }

    /// <summary>Height of the ground, bilinear between the samples.</summary>
    public float HeightAt(float x, float z)
    {
        var u = Math.Clamp((x - _low.X) / _extent.X, 0, 0.99999f) * Cells;
        var v = Math.Clamp((z - _low.Y) / _extent.Y, 0, 0.99999f) * Cells;
        var i = (int)u;
        var j = (int)v;
        var at = (j * (Cells + 1)) + i;
        var near = float.Lerp(_heights[at], _heights[at + 1], u - i);
        var far = float.Lerp(_heights[at + Cells + 1], _heights[at + Cells + 2], u - i);
        return float.Lerp(near, far, v - j);
    }

    /// <inheritdoc/>
    public override bool Meet(in Ray ray, float from, float to, out Hit hit)
    {
        var (enter, leave) = Bounds.Span(ray);
        var distance = MathF.Max(enter, from);
        var end = MathF.Min(leave, to);
        var last = distance;
        for (var step = 0; step < 600 && distance < end; step++)
        {
            var p = ray.At(distance);
            var above = p.Y - HeightAt(p.X, p.Z);
            if (above < 0)
            {
                distance = Refine(ray, last, distance);
                p = ray.At(distance);
                var normal = Normal(p);
                hit = new Hit(distance, p, normal, p, normal, Material);
                return distance > from;
            }

            last = distance;
            distance += MathF.Max(above * 0.5f, 0.012f + (distance * 0.0012f));
        }

        hit = default;
        return false;
    }

    private float Refine(in Ray ray, float above, float below)
    {
        for (var i = 0; i < 10; i++)
        {
            var middle = (above + below) / 2;
            var p = ray.At(middle);
            (above, below) = p.Y > HeightAt(p.X, p.Z) ? (middle, below) : (above, middle);
        }

        return above;
    }

    private Vector3 Normal(Vector3 p)
    {
        var e = 0.8f * _extent.X / Cells;
        var x = HeightAt(p.X - e, p.Z) - HeightAt(p.X + e, p.Z);
        var z = HeightAt(p.X, p.Z - e) - HeightAt(p.X, p.Z + e);
        var rough = Material.Bump * Noise.Displacement(new Vector2(p.X + (0.4f * p.Y), p.Z - (0.4f * p.Y)) * 3.1f, 3, 5);
        return Vector3.Normalize(new Vector3((x / (2 * e)) + rough.X, 1, (z / (2 * e)) + rough.Y));
    }
}

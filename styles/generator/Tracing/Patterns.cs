using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>Colours of patterned materials.</summary>
internal static class Patterns
{
    /// <summary>The reflectance and the emission at a place of a surface.</summary>
    public static (Vector3 Reflectance, Vector3 Emission) At(in Hit hit)
    {
        var material = hit.Material;
        var p = hit.Local * material.Scale;
        var first = Pick(material, 0);
        var emission = material.Kind == MaterialKind.Lamp ? first * material.Emission : Vector3.Zero;
        return material.Pattern switch
        {
            PatternKind.Mottled => (Vector3.Lerp(first, Pick(material, 1), Blotch(p)), emission),
            PatternKind.Bands => ((((int)MathF.Floor(p.Y) & 1) == 0 ? first : Pick(material, 1)) * Weather(hit.Local), emission),
            PatternKind.Masonry => (Masonry(material, p, hit.Facing), emission),
            PatternKind.Wood => (Wood(material, p), emission),
            PatternKind.Ground => (Ground(material, hit), emission),
            PatternKind.Facade => Facade(material, p, hit.Facing),
            PatternKind.Fruit => (Fruit(material, hit.Local, material.Scale), emission),
            PatternKind.Cloth => (Cloth(material, p), emission),
            _ => (first, emission),
        };
    }

    /// <summary>Fractal noise in space, from three slices of noise in the plane; about -1 to 1.</summary>
    public static float Solid(Vector3 p, int octaves, uint seed) =>
        (Noise.Fractal(new Vector2(p.X, p.Y + (0.7f * p.Z)), octaves, seed)
        + Noise.Fractal(new Vector2(p.Y, p.Z - (0.6f * p.X)), octaves, seed + 40)
        + Noise.Fractal(new Vector2(p.Z, p.X + (0.5f * p.Y)), octaves, seed + 80)) * 0.6f;

    private static Vector3 Pick(Material material, int index) => material.Colours[Math.Min(index, material.Colours.Count - 1)];

    private static float Blotch(Vector3 p) => Math.Clamp(0.5f + (0.8f * Solid(p, 4, 3)), 0, 1);

    private static float Weather(Vector3 local) => 1 + (0.25f * Solid(local * 1.3f, 4, 9));

    private static Vector2 OnFace(Vector3 p, Vector3 normal)
    {
        var n = Vector3.Abs(normal);
        return n.Y > 0.9f ? new Vector2(p.X, p.Z) : n.X > n.Z ? new Vector2(p.Z, p.Y) : new Vector2(p.X, p.Y);
    }

    private static Vector3 Masonry(Material material, Vector3 p, Vector3 normal)
    {
        var q = OnFace(p, normal) * new Vector2(1, 2);
        var row = (int)MathF.Floor(q.Y);
        q.X += 0.5f * (row & 1);
        var column = (int)MathF.Floor(q.X);
        var u = q.X - column;
        var v = q.Y - row;
        var joint = MathF.Min(MathF.Min(u, 1 - u), MathF.Min(v, 1 - v) * 0.5f);
        var stone = Vector3.Lerp(Pick(material, 0), Pick(material, 1), Noise.Unit(column, row, 5));
        stone *= 1 + (0.4f * Solid(p * 2.5f, 3, 8));
        return Vector3.Lerp(Pick(material, 2), stone, Shapes.Smooth(0.02f, 0.06f, joint));
    }

    private static Vector3 Wood(Material material, Vector3 p)
    {
        var board = (int)MathF.Floor(p.X);
        var shift = Noise.Unit(board, 0, 4) * 20;
        var rings = MathF.Sin((Noise.Fractal(new Vector2((p.X * 2.2f) + shift, (p.Z * 0.22f) + shift), 4, 7) * 13) + (p.X * 5));
        var fine = Noise.Fractal(new Vector2((p.X * 26) + shift, p.Z * 0.9f), 2, 9);
        var colour = Vector3.Lerp(Pick(material, 0), Pick(material, 1), Math.Clamp(0.45f + (0.25f * rings) + (0.5f * fine), 0, 1));
        var gap = MathF.Min(p.X - board, board + 1 - p.X);
        return colour * (0.85f + (0.3f * Noise.Unit(board, 1, 4))) * (0.25f + (0.75f * Shapes.Smooth(0.004f, 0.02f, gap)));
    }

    private static Vector3 Ground(Material material, in Hit hit)
    {
        var slope = hit.Normal.Y + (0.20f * Solid(hit.Local * material.Scale, 4, 2));
        var grass = Vector3.Lerp(Pick(material, 0), Pick(material, 1), Blotch(hit.Local * material.Scale * 2.2f));
        var rock = Pick(material, 2) * (0.65f + (0.7f * Blotch(hit.Local * material.Scale * new Vector3(1.3f, 5, 1.3f))));
        var ground = Vector3.Lerp(rock, grass, Shapes.Smooth(0.68f, 0.86f, slope));
        if (material.Colours.Count > 3)
        {
            // Snow lies where it is high and not steep.
            var cold = Shapes.Smooth(15, 26, hit.Point.Y + (6 * Solid(hit.Local * 0.09f, 4, 6))) * Shapes.Smooth(0.42f, 0.66f, slope);
            ground = Vector3.Lerp(ground, Pick(material, 3), cold);
        }

        var shore = Shapes.Smooth(0.7f, 0.15f, hit.Point.Y);
        return Vector3.Lerp(ground, ground * 0.45f, shore);
    }

    private static (Vector3 Reflectance, Vector3 Emission) Facade(Material material, Vector3 p, Vector3 normal)
    {
        var wall = Pick(material, 0) * (1 + (0.3f * Solid(p * 0.9f, 4, 5)));
        if (MathF.Abs(normal.Y) > 0.5f)
        {
            return (wall * 0.6f, Vector3.Zero);
        }

        var q = OnFace(p, normal);
        var column = (int)MathF.Floor(q.X);
        var row = (int)MathF.Floor(q.Y);
        var local = Vector2.Abs(new Vector2(q.X - column - 0.5f, q.Y - row - 0.5f));
        if (local.X > 0.27f || local.Y > 0.32f)
        {
            return (wall, Vector3.Zero);
        }

        var bar = local.X < 0.025f || MathF.Abs(local.Y - 0.1f) < 0.02f || local.X > 0.24f || local.Y > 0.29f;
        var lit = Noise.Unit(column, row, 31 + (uint)(MathF.Abs(normal.X) * 3)) < 0.45f && material.Emission > 0;
        return bar ? (wall * 0.5f, Vector3.Zero) : (Pick(material, 1), lit ? Pick(material, 3) * material.Emission : Vector3.Zero);
    }

    private static Vector3 Fruit(Material material, Vector3 local, float scale)
    {
        var angle = MathF.Atan2(local.Z, local.X);
        var streak = Noise.Fractal(new Vector2(angle * 7, local.Y * scale * 0.9f), 3, 3);
        var blush = Shapes.Smooth(-0.55f, 0.65f, MathF.Sin(angle + 0.9f) + (0.7f * streak) + (local.Y * scale * 0.25f));
        var colour = Vector3.Lerp(Pick(material, 0), Pick(material, 1), blush);
        var freckle = Noise.Cells(new Vector2(angle * 6, local.Y * scale * 6), 9).Nearest;
        return Vector3.Lerp(colour, Pick(material, 2), Shapes.Smooth(0.16f, 0.06f, freckle) * 0.6f);
    }

    private static Vector3 Cloth(Material material, Vector3 p)
    {
        var stripe = (p.X * 0.5f) - MathF.Floor(p.X * 0.5f);
        var colour = stripe < 0.30f ? Pick(material, 1) : stripe is > 0.42f and < 0.47f or > 0.83f and < 0.88f ? Pick(material, 2) : Pick(material, 0);
        var thread = 1 + (0.14f * MathF.Sin(p.X * 90) * MathF.Sin(p.Z * 90));
        return colour * thread * (1 + (0.15f * Solid(p * 3, 3, 6)));
    }
}

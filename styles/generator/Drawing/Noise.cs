using System.Numerics;

namespace StyleForge.Artwork.Drawing;

/// <summary>Noise over the plane: a pure function of position and seed, about one feature a unit.</summary>
internal static class Noise
{
    private static readonly Vector2[] Slopes = [.. Enumerable.Range(0, 64).Select(i => Shapes.Direction(i * MathF.Tau / 64))];

    /// <summary>A well mixed 32-bit hash of a lattice point (the finaliser of MurmurHash3).</summary>
    public static uint Hash(int x, int y, uint seed)
    {
        var h = (uint)x * 0x85EBCA6Bu ^ BitOperations.RotateLeft((uint)y * 0xC2B2AE35u, 13) ^ (seed * 0x9E3779B9u);
        h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >> 13)) * 0xC2B2AE35u;
        return h ^ (h >> 16);
    }

    /// <summary>A hash as a number from 0 included to 1 excluded.</summary>
    public static float Unit(int x, int y, uint seed) => (Hash(x, y, seed) >> 8) * (1f / (1 << 24));

    /// <summary>Gradient noise with quintic blending (Perlin 2002), about -0.7 to 0.7 and 0 on average.</summary>
    public static float Gradient(Vector2 p, uint seed)
    {
        var x = (int)MathF.Floor(p.X);
        var y = (int)MathF.Floor(p.Y);
        var u = p.X - x;
        var v = p.Y - y;
        var su = u * u * u * ((u * ((u * 6) - 15)) + 10);
        var sv = v * v * v * ((v * ((v * 6) - 15)) + 10);
        var top = float.Lerp(Slope(x, y, u, v, seed), Slope(x + 1, y, u - 1, v, seed), su);
        var bottom = float.Lerp(Slope(x, y + 1, u, v - 1, seed), Slope(x + 1, y + 1, u - 1, v - 1, seed), su);
        return float.Lerp(top, bottom, sv);
    }

    /// <summary>Octaves of gradient noise, each of twice the frequency and half the height; about -1 to 1.</summary>
    public static float Fractal(Vector2 p, int octaves, uint seed)
    {
        var sum = 0f;
        var height = 1f;
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += height * Gradient(p, seed + (uint)octave);
            // Turned by about 37 degrees, so that the lattices of the octaves do not line up.
            p = new Vector2((1.6f * p.X) - (1.2f * p.Y), (1.2f * p.X) + (1.6f * p.Y));
            height *= 0.5f;
        }

        return sum;
    }

    /// <summary>Two fractal noises as a displacement.</summary>
    public static Vector2 Displacement(Vector2 p, int octaves, uint seed) =>
        new(Fractal(p, octaves, seed), Fractal(p + new Vector2(31.7f, 17.3f), octaves, seed + 101));

    /// <summary>Cells around jittered lattice points (Worley 1996).</summary>
    /// <returns>Distance to the nearest centre, to the second nearest, and a hash that names the nearest.</returns>
    public static (float Nearest, float Second, uint Cell) Cells(Vector2 p, uint seed)
    {
        var x = (int)MathF.Floor(p.X);
        var y = (int)MathF.Floor(p.Y);
        var nearest = float.MaxValue;
        var second = float.MaxValue;
        var cell = 0u;
        for (var j = y - 2; j <= y + 2; j++)
        {
            for (var i = x - 2; i <= x + 2; i++)
            {
                var centre = new Vector2(i + Unit(i, j, seed), j + Unit(i, j, seed + 7));
                var distance = Vector2.DistanceSquared(p, centre);
                if (distance < nearest)
                {
                    (second, nearest) = (nearest, distance);
                    cell = Hash(i, j, seed + 13);
                }
                else if (distance < second)
                {
                    second = distance;
                }
            }
        }

        return (MathF.Sqrt(nearest), MathF.Sqrt(second), cell);
    }

    private static float Slope(int x, int y, float u, float v, uint seed)
    {
        var slope = Slopes[Hash(x, y, seed) & 63];
        return (slope.X * u) + (slope.Y * v);
    }
}

using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>Light from above the horizon: a gradient, a sun with its glow, and sheets of cloud. All colours linear.</summary>
internal sealed class Sky
{
    /// <summary>Unit vector to the sun.</summary>
    public required Vector3 Sun { get; init; }

    /// <summary>Irradiance of the sun on a surface facing it.</summary>
    public required Vector3 SunLight { get; init; }

    /// <summary>Radiance overhead.</summary>
    public required Vector3 Zenith { get; init; }

    /// <summary>Radiance at the horizon.</summary>
    public required Vector3 Horizon { get; init; }

    /// <summary>Part of the sky under cloud, 0 to 1.</summary>
    public required float Clouds { get; init; }

    /// <summary>Radiance of a cloud in the sun.</summary>
    public required Vector3 CloudLight { get; init; }

    /// <summary>Light lost to haze in a metre, as a fraction.</summary>
    public required float Haze { get; init; }

    /// <summary>Half the angle that the sun spans in radians; larger than the true 0.0047 for softer shadows.</summary>
    public float SunRadius { get; init; } = 0.02f;

    /// <summary>The radiance from a direction.</summary>
    /// <param name="direction">A unit vector.</param>
    /// <param name="withSun">False where the sun's own disc is counted elsewhere.</param>
    public Vector3 Radiance(Vector3 direction, bool withSun)
    {
        var height = MathF.Max(direction.Y, 0);
        var colour = Vector3.Lerp(Horizon, Zenith, 1 - MathF.Pow(1 - height, 3.2f));
        var toSun = MathF.Max(Vector3.Dot(direction, Sun), 0);
        var brightest = MathF.Max(SunLight.X, 1e-6f);
        var glow = (0.25f * MathF.Pow(toSun, 6)) + (0.6f * MathF.Pow(toSun, 60)) + (0.9f * MathF.Pow(toSun, 900));
        colour += SunLight / brightest * (Horizon.Length() * 0.55f * glow);
        if (Clouds > 0 && direction.Y > 0.005f)
        {
            colour = Cloud(direction, toSun, colour);
        }

        return withSun ? colour + Disc(direction) : colour;
    }

    /// <summary>The radiance of the sun's disc in a direction, or nothing beside it.</summary>
    public Vector3 Disc(Vector3 direction) =>
        Vector3.Dot(direction, Sun) > MathF.Cos(SunRadius) ? SunLight / (MathF.PI * SunRadius * SunRadius) : Vector3.Zero;

    private Vector3 Cloud(Vector3 direction, float toSun, Vector3 clear)
    {
        var p = new Vector2(direction.X, direction.Z) / (direction.Y + 0.12f);
        var warped = (p * 1.1f) + (0.35f * Noise.Displacement(p * 0.9f, 3, 3));
        var density = Noise.Fractal(warped, 6, 71) + (Clouds * 1.5f) - 0.75f;
        // Lit from the sun's side: less cloud that way means a brighter rim.
        var towards = new Vector2(Sun.X, Sun.Z) * 0.16f;
        var behind = Noise.Fractal(warped + towards, 5, 71) + (Clouds * 1.5f) - 0.75f;
        var cover = Shapes.Smooth(0, 0.42f, density) * Shapes.Smooth(0.0f, 0.16f, direction.Y);
        var light = Math.Clamp(0.62f + ((density - behind) * 0.95f) - (0.32f * MathF.Max(density, 0)), 0.16f, 1.25f);
        var cloud = CloudLight * (light + (0.8f * MathF.Pow(toSun, 12)));
        cloud = Vector3.Lerp(cloud, Vector3.Lerp(Zenith, Horizon, 0.5f), 0.25f);
        return Vector3.Lerp(clear, cloud, cover * 0.96f);
    }
}

using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Tracing;

/// <summary>
/// Unidirectional path tracing (Kajiya 1986) with the sun and the windows sampled at each matte surface, and the sky met by
/// chance. Aerial perspective is a fade to the sky's colour along each first ray, not a scattering simulation.
/// </summary>
internal sealed class PathTracer(Scene scene)
{
    private const int MaximumBounces = 8;
    private readonly SkyTable _sky = new(scene.Sky);

    /// <summary>Indirect light above this is cut, which trades a little energy for freedom from fireflies.</summary>
    private const float Brightest = 6;

    /// <summary>The mean of a pixel's paths, each from the pixel's own stream of chance.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="samples">Paths; a square number is best spread.</param>
    /// <param name="seed">Chooses the paths.</param>
    public Sample Pixel(int x, int y, int width, int height, int samples, uint seed)
    {
        var random = new SeededRandom(seed, (ulong)((y * width) + x));
        var grid = (int)MathF.Sqrt(samples);
        var sum = default(Sample);
        for (var i = 0; i < samples; i++)
        {
            var u = ((i % grid) + random.Next()) / grid;
            var v = (((i / grid) % grid) + random.Next()) / grid;
            var across = (2 * (x + u) / width) - 1;
            var up = (height - (2 * (y + v))) / width;
            sum += Trace(scene.Camera.Through(across, up, random), random);
        }

        return sum * (1f / samples);
    }

    private Sample Trace(Ray ray, SeededRandom random)
    {
        var first = default(Sample);
        return first with { Light = Follow(ray, ref first, random), Reflectance = first.Reflectance, Normal = first.Normal, Distance = first.Distance };
    }

    private Vector3 Follow(Ray ray, ref Sample first, SeededRandom random)
    {
        var light = Vector3.Zero;
        var weight = Vector3.One;
        // Whether only mirrors and glass lie behind: lamps seen by chance from matte surfaces (caustics) are left out, for
        // they would be mostly noise.
        var mirrored = true;
        for (var bounce = 0; bounce < MaximumBounces; bounce++)
        {
            var met = scene.Meet(ray, 1e-3f, 1e5f, out var hit);
            var found = Window(ray, met ? hit.Distance : float.PositiveInfinity);
            if (found is { } radiance)
            {
                if (bounce == 0)
                {
                    first = new Sample(default, Vector3.One, -ray.Direction, 1e3f);
                }

                return light + (mirrored ? weight * radiance : Vector3.Zero);
            }

            if (!met)
            {
                var sky = bounce == 0 ? scene.Sky.Radiance(ray.Direction, true) : _sky.At(ray.Direction) + (mirrored ? scene.Sky.Disc(ray.Direction) : default);
                if (bounce == 0)
                {
                    first = new Sample(default, Vector3.One, -ray.Direction, 1e4f);
                }

                return light + Cut(weight * sky, bounce);
            }

            if (scene.Sky.Haze > 0 && mirrored)
            {
                var clear = MathF.Exp(-hit.Distance * scene.Sky.Haze);
                var level = Vector3.Normalize(new Vector3(ray.Direction.X, MathF.Max(ray.Direction.Y, 0.02f), ray.Direction.Z));
                light += weight * _sky.At(level) * (1 - clear);
                weight *= clear;
            }

            var (reflectance, emission) = Patterns.At(hit);
            if (bounce == 0)
            {
                var matte = hit.Material.Kind is MaterialKind.Matte or MaterialKind.Gloss;
                first = new Sample(default, matte ? reflectance : Vector3.One, hit.Normal, hit.Distance);
            }

            light += Cut(weight * emission, bounce);
            var outside = Vector3.Dot(ray.Direction, hit.Normal) < 0;
            var normal = outside ? hit.Normal : -hit.Normal;
            switch (hit.Material.Kind)
            {
                case MaterialKind.Lamp:
                    return light;
                case MaterialKind.Metal:
                    weight *= reflectance;
                    ray = Mirror(ray, hit, normal, random);
                    break;
                case MaterialKind.Glass:
                    (ray, weight) = Refract(ray, hit, normal, outside, weight * (outside ? Vector3.One : reflectance), random);
                    break;
                case MaterialKind.Water or MaterialKind.Gloss when Reflects(ray, hit, normal, ref weight, random):
                    ray = Mirror(ray, hit, normal, random);
                    break;
                default:
                    normal = bounce == 0 && hit.Material.Kind != MaterialKind.Water ? Roughen(hit, normal) : normal;
                    light += Cut(weight * reflectance * Direct(hit.Point + (normal * 2e-3f), normal, random), bounce);
                    weight *= reflectance;
                    ray = new Ray(hit.Point + (normal * 2e-3f), Diffuse(normal, random));
                    mirrored = false;
                    break;
            }

            if (bounce > 2)
            {
                var survival = Math.Clamp(MathF.Max(weight.X, MathF.Max(weight.Y, weight.Z)), 0.05f, 0.95f);
                if (random.Next() > survival)
                {
                    return light;
                }

                weight /= survival;
            }
        }

        return light;
    }

    /// <summary>Chooses between the coat and what lies under it; mirrors are tried more often than they reflect, and weighed down.</summary>
    private static bool Reflects(in Ray ray, in Hit hit, Vector3 normal, ref Vector3 weight, SeededRandom random)
    {
        var part = Fresnel(-Vector3.Dot(ray.Direction, normal), hit.Material.Kind == MaterialKind.Water ? 1.33f : 1.5f);
        var tried = MathF.Max(part, 0.3f);
        var reflects = random.Next() < tried;
        weight *= reflects ? part / tried : (1 - part) / (1 - tried);
        return reflects;
    }

    /// <summary>Light from the sun and the windows, times the cosine, over pi.</summary>
    private Vector3 Direct(Vector3 place, Vector3 normal, SeededRandom random)
    {
        var light = Vector3.Zero;
        if (scene.Sky.SunLight != Vector3.Zero)
        {
            var way = Vector3.Normalize(scene.Sky.Sun + (Ball(random) * scene.Sky.SunRadius));
            var cosine = Vector3.Dot(way, normal);
            if (cosine > 0)
            {
                light += scene.Sky.SunLight * scene.Passing(place, way, 1e5f) * (cosine / MathF.PI);
            }
        }

        foreach (var window in scene.Lights)
        {
            var (u, v) = (random.Next(), random.Next());
            var offset = window.Corner + (window.Across * u) + (window.Up * v) - place;
            var distance = offset.Length();
            var way = offset / distance;
            var cosines = MathF.Max(0, Vector3.Dot(way, normal)) * MathF.Max(0, -Vector3.Dot(way, window.Normal));
            if (cosines > 0)
            {
                light += window.RadianceAt(u, v) * scene.Passing(place, way, distance - 2e-3f)
                    * (cosines * window.Area / (distance * distance * MathF.PI));
            }
        }

        return light;
    }

    private Vector3? Window(in Ray ray, float nearest)
    {
        Vector3? radiance = null;
        foreach (var window in scene.Lights)
        {
            var (distance, shown) = window.Meet(ray);
            if (distance < nearest)
            {
                (nearest, radiance) = (distance, shown);
            }
        }

        return radiance;
    }

    private static Vector3 Cut(Vector3 light, int bounce) => bounce == 0 ? light : Vector3.Min(light, new Vector3(Brightest));

    private static Vector3 Roughen(in Hit hit, Vector3 normal)
    {
        if (hit.Material.Bump == 0)
        {
            return normal;
        }

        var p = hit.Local * (hit.Material.Scale * 3);
        var slope = new Vector3(Patterns.Solid(p, 3, 51), Patterns.Solid(p + new Vector3(9.2f), 3, 57), Patterns.Solid(p - new Vector3(4.7f), 3, 63));
        return Vector3.Normalize(normal + (slope * hit.Material.Bump));
    }

    private static Ray Mirror(in Ray ray, in Hit hit, Vector3 normal, SeededRandom random)
    {
        var way = Vector3.Reflect(ray.Direction, normal);
        if (hit.Material.Roughness > 0)
        {
            way = Vector3.Normalize(way + (Ball(random) * hit.Material.Roughness));
        }

        // A ripple or a rough facet may point below the surface: turn it back.
        var below = Vector3.Dot(way, normal);
        way = below < 0.01f ? Vector3.Normalize(way + (normal * (0.02f - below))) : way;
        return new Ray(hit.Point + (normal * 1e-3f), way);
    }

    private static (Ray Ray, Vector3 Weight) Refract(in Ray ray, in Hit hit, Vector3 normal, bool outside, Vector3 weight, SeededRandom random)
    {
        var ratio = outside ? 1 / 1.5f : 1.5f;
        var cosine = -Vector3.Dot(ray.Direction, normal);
        var squared = 1 - (ratio * ratio * (1 - (cosine * cosine)));
        if (squared <= 0 || random.Next() < Fresnel(outside ? cosine : MathF.Sqrt(squared), 1.5f))
        {
            return (new Ray(hit.Point + (normal * 1e-3f), Vector3.Reflect(ray.Direction, normal)), weight);
        }

        var way = Vector3.Normalize((ray.Direction * ratio) + (normal * ((ratio * cosine) - MathF.Sqrt(squared))));
        return (new Ray(hit.Point - (normal * 1e-3f), way), weight);
    }

    /// <summary>Schlick's approximation (1994) of the part reflected.</summary>
    private static float Fresnel(float cosine, float index)
    {
        var straight = (index - 1) / (index + 1);
        straight *= straight;
        return straight + ((1 - straight) * MathF.Pow(1 - Math.Clamp(cosine, 0, 1), 5));
    }

    private static Vector3 Diffuse(Vector3 normal, SeededRandom random)
    {
        // A point of the unit sphere added to the normal is distributed by the cosine.
        var z = (2 * random.Next()) - 1;
        var (sin, cos) = MathF.SinCos(random.Next() * MathF.Tau);
        var ring = MathF.Sqrt(MathF.Max(0, 1 - (z * z)));
        var way = normal + (new Vector3(ring * cos, ring * sin, z) * 0.999f);
        return Vector3.Normalize(way);
    }

    private static Vector3 Ball(SeededRandom random)
    {
        while (true)
        {
            var p = new Vector3((2 * random.Next()) - 1, (2 * random.Next()) - 1, (2 * random.Next()) - 1);
            if (p.LengthSquared() <= 1)
            {
                return p;
            }
        }
    }
}

using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>Everything the tracer needs of a scene.</summary>
/// <param name="Camera">The lens.</param>
/// <param name="Sky">Light from outside.</param>
/// <param name="Lights">Windows.</param>
/// <param name="Solids">Bodies with bounds.</param>
/// <param name="Exposure">Factor on the light before tone mapping.</param>
internal sealed record Scene(Camera Camera, Sky Sky, IReadOnlyList<AreaLight> Lights, IReadOnlyList<Solid> Solids, float Exposure)
{
    private readonly SolidTree _tree = new([.. Solids.Where(s => s is not (WaterSolid or TerrainSolid))]);
    private readonly Solid[] _grounds = [.. Solids.Where(s => s is WaterSolid or TerrainSolid)];

    /// <summary>The nearest meeting of a ray.</summary>
    public bool Meet(in Ray ray, float from, float to, out Hit hit)
    {
        hit = default;
        var met = false;
        foreach (var ground in _grounds)
        {
            if (ground.Meet(ray, from, to, out var nearer))
            {
                (to, hit, met) = (nearer.Distance, nearer, true);
            }
        }

        return _tree.Meet(ray, from, ref to, ref hit) | met;
    }

    /// <summary>The part of light that passes between two places, by colour.</summary>
    /// <remarks>Glass lets light straight through, tinted: real caustics would need far more paths than they are worth here.</remarks>
    public Vector3 Passing(Vector3 place, Vector3 direction, float distance)
    {
        var passing = Vector3.One;
        var ray = new Ray(place, direction);
        for (var layer = 0; layer < 8; layer++)
        {
            if (!Meet(ray, 1e-3f, distance, out var hit))
            {
                return passing;
            }

            if (hit.Material.Kind != MaterialKind.Glass)
            {
                return Vector3.Zero;
            }

            passing *= Vector3.SquareRoot(hit.Material.Colours[0]) * 0.93f;
            distance -= hit.Distance;
            ray = new Ray(hit.Point, direction);
        }

        return Vector3.Zero;
    }
}

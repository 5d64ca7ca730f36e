using System.Numerics;

namespace StyleForge.Artwork.Tracing;

/// <summary>A boulder: an ellipsoid cut by chance planes and roughened by noise.</summary>
internal sealed class RockSolid(Vector3 place, float scale, uint seed) : MarchedSolid(place, scale, Bounds.Around(Vector3.Zero, new Vector3(1.15f, 0.95f, 1.15f)))
{
    private readonly Vector3[] _cuts = Cuts(seed);

    /// <inheritdoc/>
    protected override float Caution => 0.6f;

    /// <inheritdoc/>
    protected override float Distance(Vector3 p)
    {
        var distance = ((p * new Vector3(1, 1.35f, 1)).Length() - 1) * 0.74f;
        foreach (var cut in _cuts)
        {
            distance = MathF.Max(distance, Vector3.Dot(p, Vector3.Normalize(cut)) - cut.Length());
        }

        return distance - (0.07f * Patterns.Solid((p * 2.6f) + new Vector3(seed % 97), 3, 4));
    }

    private static Vector3[] Cuts(uint seed)
    {
        var random = new Drawing.SeededRandom(seed);
        var cuts = new Vector3[7];
        for (var i = 0; i < cuts.Length; i++)
        {
            var way = new Vector3(random.Normal(), random.Normal() * 0.7f, random.Normal());
            cuts[i] = Vector3.Normalize(way) * random.Range(0.58f, 0.85f);
        }

        return cuts;
    }
}

using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>Rings around pools joined by winding paths, all in thick dots of earth colours.</summary>
internal sealed class WaterholeDots : StylePicture
{
    private const float Pitch = 0.0125f;
    private static readonly Vector3[] Earth = Colours.Palette("c8501e f2e3c0 e8a62c 7a2616 f2e3c0 2f6f78 e07a3a 1c1310");
    private static readonly (Vector2 Centre, float Radius)[] Pools =
    [
        (new(0.28f, 0.27f), 0.20f), (new(0.73f, 0.33f), 0.17f), (new(0.50f, 0.70f), 0.22f), (new(0.13f, 0.72f), 0.13f), (new(0.88f, 0.78f), 0.14f), (new(0.94f, 0.08f), 0.12f), (new(0.52f, 0.06f), 0.09f),
    ];

    public override string Name => "dot-rings";

    public override string Title => "Seven Pools";

    public override string Description => "Rows of raised dots in ochre, rust, cream, teal and black, circling and winding. Gives beaded contours.";

    public override string Technique => "Dots on settled tiles that align with distance to pools and paths, coloured by ring, lit as a relief.";

    public override uint Seed => 41;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var tiles = new TileSites(canvas.Extent, Pitch, Way, 12, random);
        var relief = new Relief(canvas.Width, canvas.Height);
        canvas.Fill(p => Vector3.Lerp(Colours.Hex("1a100c"), Colours.Hex("4a1c10"), 0.5f + (0.6f * Noise.Fractal(p * 12, 4, 3))) * (1 + (0.15f * Noise.Gradient(p * 150, 5))));
        for (var i = 0; i < tiles.Count; i++)
        {
            var centre = tiles.Centre(i) + (new Vector2(random.Normal(), random.Normal()) * Pitch * 0.05f);
            var colour = Colours.Vary(Tone(centre), 0.06f, random);
            var radius = Pitch * random.Range(0.36f, 0.47f);
            canvas.Stamp(centre, radius * 1.4f, p => Vector2.Distance(p, centre) - (radius * (1 + (0.10f * Noise.Gradient(p * 160, 7)))), p => (colour * (1 + (0.12f * Noise.Gradient(p * 220, 4))), 1));
            Raise(relief, canvas, centre, radius);
        }

        relief.Shade(canvas, 0.55f, 0.16f);
    }

    private static void Raise(Relief relief, Canvas canvas, Vector2 centre, float radius)
    {
        var reach = (int)(radius * canvas.Unit) + 1;
        var (column, row) = ((int)(centre.X * canvas.Unit), (int)(centre.Y * canvas.Unit));
        for (var y = Math.Max(0, row - reach); y <= Math.Min(canvas.Height - 1, row + reach); y++)
        {
            for (var x = Math.Max(0, column - reach); x <= Math.Min(canvas.Width - 1, column + reach); x++)
            {
                var t = Vector2.Distance(canvas.PointAt(x, y), centre) / radius;
                if (t < 1)
                {
                    relief.Heights[(y * canvas.Width) + x] = MathF.Sqrt(1 - (t * t)) * radius * canvas.Unit;
                }
            }
        }
    }

    private static (float Distance, int Pool) Nearest(Vector2 p)
    {
        var (best, index) = (float.MaxValue, 0);
        for (var i = 0; i < Pools.Length; i++)
        {
            var away = Vector2.Distance(p, Pools[i].Centre) - Pools[i].Radius;
            (best, index) = away < best ? (away, i) : (best, index);
        }

        return (best, index);
    }

    private static float Path(Vector2 p)
    {
        var best = float.MaxValue;
        foreach (var (a, b) in ((int, int)[])[(0, 2), (1, 2), (2, 4), (0, 3), (1, 5), (0, 1), (3, 2), (6, 0), (6, 1)])
        {
            var (from, to) = (Pools[a].Centre, Pools[b].Centre);
            var t = Shapes.Along(p, from, to);
            var normal = new Vector2(from.Y - to.Y, to.X - from.X);
            var bend = normal * (0.16f * MathF.Sin(t * MathF.PI * 2));
            best = MathF.Min(best, Vector2.Distance(p - bend, from + ((to - from) * t)));
        }

        return best;
    }

    private static float Field(Vector2 p)
    {
        var (away, _) = Nearest(p);
        return away < 0 ? away : MathF.Min(away, Path(p));
    }

    private static Vector2 Way(Vector2 p)
    {
        const float E = 0.003f;
        var slope = new Vector2(Field(p + new Vector2(E, 0)) - Field(p - new Vector2(E, 0)), Field(p + new Vector2(0, E)) - Field(p - new Vector2(0, E)));
        return slope.LengthSquared() > 1e-12f ? Vector2.Normalize(slope) : Vector2.UnitX;
    }

    private static Vector3 Tone(Vector2 p)
    {
        var (away, pool) = Nearest(p);
        if (away < 0)
        {
            var ring = (int)MathF.Floor(-away / Pitch * 0.98f);
            var bands = (ring + (pool * 3)) % 7;
            return -away > Pools[pool].Radius - (Pitch * 2) ? Earth[5] : bands switch { 0 => Earth[1], 1 => Earth[0], 2 => Earth[2], 3 => Earth[7] * 2.2f, 4 => Earth[5], 5 => Earth[1], _ => Earth[3] };
        }

        var path = Path(p);
        if (path < Pitch * 2.6f)
        {
            return path < Pitch * 0.9f ? Earth[1] : path < Pitch * 1.8f ? Earth[7] * 2 : Earth[2];
        }

        var field = MathF.Min(path, away);
        var row = (int)MathF.Floor(field / Pitch) % 4;
        var land = Noise.Fractal(p * 3.4f, 2, 9);
        return row == 0 ? (land > 0 ? Earth[2] : Earth[6]) : land > 0.18f ? Earth[3] * 1.3f : land < -0.18f ? Earth[5] * 0.85f : Earth[0];
    }
}

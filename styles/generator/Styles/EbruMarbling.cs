using System.Numerics;
using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Styles;

/// <summary>
/// Paper marbling, by the closed forms of Lu, Jaffer, Jin, Zhao and Mao, "Mathematical Marbling" (2012): each drop and each
/// comb moves the whole surface without compressing it, so a pixel's colour is found by undoing them, last first.
/// </summary>
internal sealed class EbruMarbling : StylePicture
{
    private static readonly Vector3[] Inks = Colours.Palette("0d2b45 c8102e f3e9d2 e8a317 0f7c7c f3e9d2 7a1f3d 1c4e80 f6c453 d9572b");

    public override string Name => "marbling";

    public override string Title => "Peacock Ebru";

    public override string Description => "Combed marbled paper: fine feathers of crimson, teal, navy, ochre and cream. Gives flowing, layered ribbons.";

    public override string Technique => "Closed-form marbling: some hundred ink drops, then combs and waves, undone pixel by pixel.";

    public override uint Seed => 11;

    protected override void Paint(Canvas canvas, SeededRandom random)
    {
        var moves = Moves(random);
        canvas.Fill(p => Inked(p, moves));
    }

    private static List<Move> Moves(SeededRandom random)
    {
        var moves = new List<Move>();
        for (var i = 0; i < 240; i++)
        {
            var radius = i < 40 ? random.Range(0.09f, 0.16f) : random.Range(0.020f, 0.062f);
            moves.Add(Move.Drop(new Vector2(random.Range(-0.1f, 1.1f), random.Range(-0.1f, 1.1f)), radius, Inks[random.Range(0, Inks.Length)]));
        }

        // A to-and-fro pass, a fine comb across it (nonpareil), then a waved rake (bouquet).
        for (var i = 0; i < 9; i++)
        {
            moves.Add(Move.Comb(new Vector2((i + 0.5f) / 9, 0), Vector2.UnitY, (i % 2 == 0 ? 1 : -1) * 0.14f, 0.030f));
        }

        moves.Add(Move.Rake(Vector2.UnitX, 0.034f, 0.105f, 0.0075f));
        moves.Add(Move.Wave(Vector2.UnitY, 0.034f, 4.5f, 0.7f));
        moves.Add(Move.Wave(Vector2.UnitX, 0.020f, 3.1f, 2.1f));
        for (var i = 0; i < 9; i++)
        {
            var centre = new Vector2(random.Range(0.08f, 0.92f), random.Range(0.08f, 0.92f));
            moves.Add(Move.Swirl(centre, random.Range(0.08f, 0.15f), (random.Chance(0.5f) ? 1 : -1) * random.Range(1.6f, 2.8f)));
        }

        // Stones: drops on the finished ground, each with a ring.
        for (var i = 0; i < 46; i++)
        {
            var centre = new Vector2(random.Range(0f, 1f), random.Range(0f, 1f));
            var radius = random.Range(0.008f, 0.022f);
            moves.Add(Move.Drop(centre, radius, Inks[random.Range(0, Inks.Length)]));
            moves.Add(Move.Drop(centre, radius * 0.55f, Inks[random.Range(0, Inks.Length)]));
        }

        return moves;
    }

    private static Vector3 Inked(Vector2 point, List<Move> moves)
    {
        var p = point;
        var colour = Inks[0];
        for (var i = moves.Count - 1; i >= 0; i--)
        {
            if (moves[i].Undo(ref p))
            {
                colour = moves[i].Ink;
                break;
            }
        }

        // Ink lies unevenly on the size, and the paper's grain shows through.
        var depth = 1 + (0.10f * Noise.Fractal(p * 14, 3, 5)) + (0.05f * Noise.Gradient(point * 240, 9));
        return Colours.Clamp(colour * depth);
    }

    private readonly record struct Move(MoveKind Kind, Vector2 Place, Vector2 Way, float Strength, float Width, float Spacing, Vector3 Ink)
    {
        public static Move Drop(Vector2 centre, float radius, Vector3 ink) => new(MoveKind.Drop, centre, default, radius, 0, 0, ink);

        public static Move Comb(Vector2 place, Vector2 way, float strength, float width) => new(MoveKind.Comb, place, way, strength, width, 0, default);

        public static Move Rake(Vector2 way, float strength, float spacing, float width) => new(MoveKind.Rake, default, way, strength, width, spacing * 0.34f, default);

        public static Move Wave(Vector2 way, float height, float cycles, float phase) => new(MoveKind.Wave, new Vector2(phase), way, height, 0, cycles, default);

        public static Move Swirl(Vector2 centre, float radius, float angle) => new(MoveKind.Swirl, centre, default, angle, radius, 0, default);

        /// <summary>Moves the point back to where it lay before; true where it is this drop's own ink.</summary>
        public bool Undo(ref Vector2 p)
        {
            var offset = p - Place;
            switch (Kind)
            {
                case MoveKind.Drop:
                    var squared = offset.LengthSquared();
                    var inside = squared < Strength * Strength;
                    p = inside ? p : Place + (offset * MathF.Sqrt(1 - (Strength * Strength / squared)));
                    return inside;
                case MoveKind.Comb:
                    var away = MathF.Abs((offset.X * Way.Y) - (offset.Y * Way.X));
                    p -= Way * (Strength * MathF.Exp(-away / Width));
                    return false;
                case MoveKind.Rake:
                    var across = (p.X * Way.Y) - (p.Y * Way.X);
                    var toTine = MathF.Abs(across - (MathF.Round(across / Spacing) * Spacing));
                    p -= Way * (Strength * MathF.Exp(-toTine / Width));
                    return false;
                case MoveKind.Wave:
                    var side = (p.X * Way.Y) - (p.Y * Way.X);
                    p -= Way * (Strength * MathF.Sin((side * Spacing * MathF.Tau) + Place.X));
                    return false;
                default:
                    var distance = offset.Length() / Width;
                    p = Place + Shapes.Turn(offset, -Strength * MathF.Exp(-distance * distance * 1.5f));
                    return false;
            }
        }
    }

    private enum MoveKind
    {
        Drop,
        Comb,
        Rake,
        Wave,
        Swirl,
    }
}

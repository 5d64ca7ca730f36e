using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Training.Detectors;

/// <summary>
/// Draws scenes to learn detecting on: circles, squares and triangles of any colour, size and turn, some before others, on an uneven ground, with noise.
/// A scene depends on its seed and number alone.
/// </summary>
/// <param name="seed">Any number.</param>
/// <param name="side">Pixels across and down, 32 or more.</param>
/// <param name="most">How many shapes there are at most; at least one.</param>
public sealed class SceneGenerator(ulong seed, int side = 96, int most = 4)
{
    // A shape that is hidden more than this could not be told by anybody.
    private const double LeastSeen = 0.7;
    private const int Tries = 30;
    private const double Noise = 0.03;

    /// <summary>The classes.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["circle", "square", "triangle"];

    /// <summary>Draws a scene.</summary>
    /// <param name="number">Which one, from 0.</param>
    public Scene Make(int number)
    {
        var random = new SplitMix64(seed).Jump((ulong)number);
        var picture = new Picture(side, side);
        var ground = Ground(picture, ref random);
        var owner = new int[side * side];
        Array.Fill(owner, -1);
        var objects = new List<AnnotatedObject>();
        var areas = new List<(int Whole, int Seen)>();
        var wanted = 1 + (int)(random.NextDouble() * most);
        for (var tried = 0; tried < Tries && objects.Count < wanted; tried++)
        {
            var shape = Shape.Draw(ref random, side, ground);
            var covered = shape.Pixels(side).Where(at => shape.Distance((at % side) + 0.5, (at / side) + 0.5) < 0).ToArray();
            var hidden = covered.Where(at => owner[at] >= 0).CountBy(at => owner[at]).ToDictionary();
            if (hidden.Any(pair => areas[pair.Key].Seen - pair.Value < LeastSeen * areas[pair.Key].Whole))
            {
                continue;
            }

            shape.Paint(picture);
            foreach (var at in covered)
            {
                owner[at] = objects.Count;
            }

            foreach (var (whose, count) in hidden)
            {
                areas[whose] = areas[whose] with { Seen = areas[whose].Seen - count };
            }

            objects.Add(new AnnotatedObject(shape.Box, shape.Class));
            areas.Add((covered.Length, covered.Length));
        }

        AddNoise(picture, ref random);
        return new Scene(picture, objects);
    }

    // From one colour to another in some direction, with waves.
    private static (double Red, double Green, double Blue) Ground(Picture picture, ref SplitMix64 random)
    {
        var (from, to) = (Colour(ref random), Colour(ref random));
        var (sine, cosine) = Math.SinCos(random.NextDouble() * 2 * Math.PI);
        var (length, depth) = (10 + (random.NextDouble() * 40), random.NextDouble() * 0.08);
        for (var at = 0; at < picture.PlaneLength; at++)
        {
            var place = ((at % picture.Width) * cosine) + ((at / picture.Width) * sine);
            var share = 0.5 + (0.3 * place / picture.Width);
            var wave = depth * Math.Sin(place * 2 * Math.PI / length);
            Set(picture, at, Mix(from.Red, to.Red, share) + wave, Mix(from.Green, to.Green, share) + wave, Mix(from.Blue, to.Blue, share) + wave);
        }

        return ((from.Red + to.Red) / 2, (from.Green + to.Green) / 2, (from.Blue + to.Blue) / 2);
    }

    private static void AddNoise(Picture picture, ref SplitMix64 random)
    {
        var noise = new float[picture.Samples.Length];
        random.FillNormal(noise, Noise);
        for (var at = 0; at < noise.Length; at++)
        {
            picture.Samples[at] = Math.Clamp(picture.Samples[at] + noise[at], 0, 1);
        }
    }

    private static (double Red, double Green, double Blue) Colour(ref SplitMix64 random) => (random.NextDouble(), random.NextDouble(), random.NextDouble());

    private static double Mix(double one, double other, double share) => one + ((other - one) * share);

    private static void Set(Picture picture, int at, double red, double green, double blue) =>
        (picture.Plane(0)[at], picture.Plane(1)[at], picture.Plane(2)[at]) = ((float)red, (float)green, (float)blue);

    /// <summary>A shape with its colour.</summary>
    private sealed record Shape(int Class, double X, double Y, double Radius, double Turn, (double Red, double Green, double Blue) Colour)
    {
        private const double LeastContrast = 0.35;

        /// <summary>The corners; none for a circle.</summary>
        private IReadOnlyList<(double X, double Y)> Corners { get; } = Class == 0
            ? []
            : [.. Enumerable.Range(0, Class == 1 ? 4 : 3).Select(corner => Math.SinCos(Turn + (corner * 2 * Math.PI / (Class == 1 ? 4 : 3)))).Select(turn => (X + (Radius * turn.Cos), Y + (Radius * turn.Sin)))];

        /// <summary>The box of the outline.</summary>
        public Box Box => Class == 0
            ? Box.Around(X, Y, 2 * Radius, 2 * Radius)
            : new Box(Corners.Min(corner => corner.X), Corners.Min(corner => corner.Y), Corners.Max(corner => corner.X), Corners.Max(corner => corner.Y));

        /// <summary>Chooses a shape that lies within a picture and can be told from its ground.</summary>
        public static Shape Draw(ref SplitMix64 random, int side, (double Red, double Green, double Blue) ground)
        {
            var radius = side * (0.12 + (0.1 * random.NextDouble()));
            var (x, y) = (radius + (random.NextDouble() * (side - (2 * radius))), radius + (random.NextDouble() * (side - (2 * radius))));
            var (kind, turn, colour) = ((int)(random.NextDouble() * 3), random.NextDouble() * 2 * Math.PI, SceneGenerator.Colour(ref random));
            while (Math.Abs(colour.Red - ground.Red) + Math.Abs(colour.Green - ground.Green) + Math.Abs(colour.Blue - ground.Blue) < 3 * LeastContrast)
            {
                colour = SceneGenerator.Colour(ref random);
                ground = (Mix(ground.Red, 0.5, 0.1), Mix(ground.Green, 0.5, 0.1), Mix(ground.Blue, 0.5, 0.1)); // Of a grey ground nothing is so far away.
                if (Math.Abs(ground.Red - 0.5) + Math.Abs(ground.Green - 0.5) + Math.Abs(ground.Blue - 0.5) < 0.1)
                {
                    break;
                }
            }

            return new Shape(kind, x, y, radius, turn, colour);
        }

        /// <summary>The pixels around the shape, by their places in a plane.</summary>
        public IEnumerable<int> Pixels(int side)
        {
            var (right, bottom) = (Math.Min(side - 1, (int)Box.Right + 1), Math.Min(side - 1, (int)Box.Bottom + 1));
            for (var y = Math.Max(0, (int)Box.Top - 1); y <= bottom; y++)
            {
                for (var x = Math.Max(0, (int)Box.Left - 1); x <= right; x++)
                {
                    yield return (y * side) + x;
                }
            }
        }

        /// <summary>Pixels from the outline, below 0 inside.</summary>
        public double Distance(double x, double y)
        {
            if (Class == 0)
            {
                return Math.Sqrt(((x - X) * (x - X)) + ((y - Y) * (y - Y))) - Radius;
            }

            // Of a convex polygon the side that is farthest inwards.
            var most = double.NegativeInfinity;
            for (var corner = 0; corner < Corners.Count; corner++)
            {
                var (one, two) = (Corners[corner], Corners[(corner + 1) % Corners.Count]);
                var (alongX, alongY) = (two.X - one.X, two.Y - one.Y);
                most = Math.Max(most, (((x - one.X) * alongY) - ((y - one.Y) * alongX)) / Math.Sqrt((alongX * alongX) + (alongY * alongY)));
            }

            return most;
        }

        /// <summary>Paints it, with smooth edges.</summary>
        public void Paint(Picture picture)
        {
            foreach (var at in Pixels(picture.Width))
            {
                var share = Math.Clamp(0.5 - Distance((at % picture.Width) + 0.5, (at / picture.Width) + 0.5), 0, 1);
                if (share > 0)
                {
                    Set(picture, at, Mix(picture.Plane(0)[at], Colour.Red, share), Mix(picture.Plane(1)[at], Colour.Green, share), Mix(picture.Plane(2)[at], Colour.Blue, share));
                }
            }
        }
    }
}

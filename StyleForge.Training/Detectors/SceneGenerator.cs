using StyleForge.Engine.Imaging;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;

namespace StyleForge.Training.Detectors;

/// <summary>
/// Draws scenes to learn detecting on: circles, squares and triangles of any colour, size and turn, some before others, on an uneven ground, with noise; or
/// figures with a tip, whose corners are marked. A scene depends on its seed, its number and what is to be drawn alone.
/// </summary>
/// <param name="seed">Any number.</param>
/// <param name="side">Pixels across and down, 32 or more.</param>
/// <param name="most">How many shapes there are at most; at least one.</param>
/// <param name="isSingle">True for one larger shape a scene, and none on a fifth of them.</param>
/// <param name="hasLandmarks">True for arrows, houses and bells, which lean up to 45° to either side and whose corners are marked.</param>
public sealed class SceneGenerator(ulong seed, int side = 96, int most = 4, bool isSingle = false, bool hasLandmarks = false)
{
    // A shape that is hidden more than this could not be told by anybody.
    private const double LeastSeen = 0.7;
    private const int Tries = 30;
    private const double Noise = 0.03;
    private const double Empty = 0.2;

    /// <summary>The classes of the shapes.</summary>
    public static IReadOnlyList<string> Shapes { get; } = ["circle", "square", "triangle"];

    /// <summary>The classes of the figures.</summary>
    public static IReadOnlyList<string> Figures { get; } = [.. SceneFigure.All.Select(figure => figure.Name)];

    /// <summary>The classes of what is drawn.</summary>
    public IReadOnlyList<string> Classes => hasLandmarks ? Figures : Shapes;

    /// <summary>For each class the points that are marked; empty for shapes.</summary>
    public IReadOnlyList<LandmarkScheme?> Landmarks => hasLandmarks ? [.. SceneFigure.All.Select(_ => SceneFigure.Scheme)] : [];

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
        var wanted = isSingle ? random.NextDouble() < Empty ? 0 : 1 : 1 + (int)(random.NextDouble() * most);
        for (var tried = 0; tried < Tries && objects.Count < wanted; tried++)
        {
            var shape = Shape.Draw(ref random, side, ground, isSingle, hasLandmarks);
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

            objects.Add(new AnnotatedObject(shape.Box, shape.Class) { Landmarks = [.. shape.Points.Select(point => new Landmark(point.X, point.Y))] });
            areas.Add((covered.Length, covered.Length));
        }

        AddNoise(picture, ref random);
        return new Scene(picture, [.. objects.Select((annotated, at) => annotated with { Landmarks = [.. annotated.Landmarks.Select(point => Looked(point, at))] })]);

        // A corner is on the outline, where no pixel need be the figure's own: it is hidden where a later one lies over it.
        Landmark Looked(Landmark point, int whose) =>
            owner[(Math.Clamp((int)point.Y, 0, side - 1) * side) + Math.Clamp((int)point.X, 0, side - 1)] > whose ? point with { Sight = LandmarkSight.Hidden } : point;
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
    private sealed record Shape(int Class, double X, double Y, double Radius, double Turn, (double Red, double Green, double Blue) Colour, SceneFigure? Figure)
    {
        private const double LeastContrast = 0.35;

        /// <summary>The convex polygons that it is made of, each from its first corner on to the right; none for a circle.</summary>
        private IReadOnlyList<IReadOnlyList<(double X, double Y)>> Parts { get; } = Figure is { } drawn
            ? [.. drawn.Parts.Select(part => part.Select(corner => Turned(corner, X, Y, Radius, Turn)).ToList())]
            : Class == 0 ? [] : [[.. Enumerable.Range(0, Class == 1 ? 4 : 3).Select(corner => Math.SinCos(Turn + (corner * 2 * Math.PI / (Class == 1 ? 4 : 3)))).Select(turn => (X + (Radius * turn.Cos), Y + (Radius * turn.Sin)))]];

        /// <summary>The box of the outline.</summary>
        public Box Box => Parts.Count == 0
            ? Box.Around(X, Y, 2 * Radius, 2 * Radius)
            : new Box(Corners.Min(corner => corner.X), Corners.Min(corner => corner.Y), Corners.Max(corner => corner.X), Corners.Max(corner => corner.Y));

        private IEnumerable<(double X, double Y)> Corners => Parts.SelectMany(part => part);

        /// <summary>What is marked on it; none for a shape that is no figure.</summary>
        public IEnumerable<(double X, double Y)> Points => Figure is null ? [] : Figure.Points.Select(point => Turned(point, X, Y, Radius, Turn));

        /// <summary>Chooses a shape that lies within a picture and can be told from its ground.</summary>
        public static Shape Draw(ref SplitMix64 random, int side, (double Red, double Green, double Blue) ground, bool isSingle, bool isFigure)
        {
            var radius = side * (isSingle ? 0.22 + (0.14 * random.NextDouble()) : 0.12 + (0.1 * random.NextDouble()));
            var (x, y) = (radius + (random.NextDouble() * (side - (2 * radius))), radius + (random.NextDouble() * (side - (2 * radius))));
            var kind = (int)(random.NextDouble() * 3);

            // What has a top leans; of what has none every turn is as good.
            var turn = isFigure ? (random.NextDouble() - 0.5) * Math.PI / 2 : random.NextDouble() * 2 * Math.PI;
            var colour = SceneGenerator.Colour(ref random);
            while (Math.Abs(colour.Red - ground.Red) + Math.Abs(colour.Green - ground.Green) + Math.Abs(colour.Blue - ground.Blue) < 3 * LeastContrast)
            {
                colour = SceneGenerator.Colour(ref random);
                ground = (Mix(ground.Red, 0.5, 0.1), Mix(ground.Green, 0.5, 0.1), Mix(ground.Blue, 0.5, 0.1)); // Of a grey ground nothing is so far away.
                if (Math.Abs(ground.Red - 0.5) + Math.Abs(ground.Green - 0.5) + Math.Abs(ground.Blue - 0.5) < 0.1)
                {
                    break;
                }
            }

            return new Shape(kind, x, y, radius, turn, colour, isFigure ? SceneFigure.All[kind] : null);
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
            if (Parts.Count == 0)
            {
                return Math.Sqrt(((x - X) * (x - X)) + ((y - Y) * (y - Y))) - Radius;
            }

            // Of a convex polygon the side that is farthest inwards; of several the nearest.
            var least = double.PositiveInfinity;
            foreach (var corners in Parts)
            {
                var most = double.NegativeInfinity;
                for (var corner = 0; corner < corners.Count; corner++)
                {
                    var (one, two) = (corners[corner], corners[(corner + 1) % corners.Count]);
                    var (alongX, alongY) = (two.X - one.X, two.Y - one.Y);
                    most = Math.Max(most, (((x - one.X) * alongY) - ((y - one.Y) * alongX)) / Math.Sqrt((alongX * alongX) + (alongY * alongY)));
                }

                least = Math.Min(least, most);
            }

            return least;
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

        private static (double X, double Y) Turned((double X, double Y) point, double x, double y, double radius, double turn)
        {
            var (sine, cosine) = Math.SinCos(turn);
            return (x + (radius * ((point.X * cosine) - (point.Y * sine))), y + (radius * ((point.X * sine) + (point.Y * cosine))));
        }
    }
}

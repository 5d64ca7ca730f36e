using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Judging;

/// <summary>
/// Whether a picture's edges look like the rest: how much its outermost rows and columns differ from those beside them, as a multiple of what
/// lines a little further in do. A bright line along an edge shows in its neighbours, blotches in the lines some pixels away.
/// </summary>
public static class BorderScore
{
    /// <summary>The least side of a picture, in pixels.</summary>
    public const int MinimumSide = FirstInside + 3;

    // Lines from here on are inside, and so many of them are compared.
    private const int FirstInside = 8;
    private const int MostInside = 24;

    // A third of an 8-bit step, squared: among equal lines, one that is a step away scores 2.
    private const double Floor = 1 / (255.0 * 255 * 3);

    // How many lines lie between two that are compared.
    private static readonly int[] Distances = [1, 2, 4, 8];

    /// <summary>The score of the worst of the four edges, at the distance where it is worst: about 1 where they are like the inside, 2 and more where one can be seen.</summary>
    /// <param name="picture">The picture; alpha does not count.</param>
    /// <exception cref="ArgumentException">A side is below <see cref="MinimumSide"/>.</exception>
    public static double Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (Math.Min(picture.Width, picture.Height) < MinimumSide)
        {
            throw new ArgumentException($"A picture of {picture.Width}×{picture.Height} has no inside: its border needs {MinimumSide} pixels a side.", nameof(picture));
        }

        var (width, height) = (picture.Width, picture.Height);
        Edge[] edges =
        [
            new(First: 0, Inward: width, Along: 1, Length: width, Depth: height),
            new(First: (height - 1) * width, Inward: -width, Along: 1, Length: width, Depth: height),
            new(First: 0, Inward: 1, Along: width, Length: height, Depth: width),
            new(First: width - 1, Inward: -1, Along: width, Length: height, Depth: width),
        ];
        return edges.Max(edge => Distances.Where(distance => FirstInside + distance < edge.Depth).Max(distance => Score(picture, edge, distance)));
    }

    private static double Score(Picture picture, Edge edge, int distance)
    {
        var inside = Math.Min(MostInside, edge.Depth - distance - FirstInside);
        var usual = Enumerable.Range(FirstInside, inside).Average(line => Difference(picture, edge, line, distance));
        return Math.Sqrt((Difference(picture, edge, 0, distance) + Floor) / (usual + Floor));
    }

    // The mean squared difference of two parallel lines.
    private static double Difference(Picture picture, Edge edge, int line, int distance)
    {
        var sum = 0.0;
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var plane = picture.Plane(channel);
            for (var i = 0; i < edge.Length; i++)
            {
                var at = edge.First + (line * edge.Inward) + (i * edge.Along);
                var difference = (double)plane[at] - plane[at + (distance * edge.Inward)];
                sum += difference * difference;
            }
        }

        return sum / (edge.Length * Picture.Channels);
    }

    /// <summary>Where an edge's samples lie in a plane.</summary>
    /// <param name="First">The index of its first sample.</param>
    /// <param name="Inward">What leads to the next line.</param>
    /// <param name="Along">What leads to the next sample of a line.</param>
    /// <param name="Length">Samples of a line.</param>
    /// <param name="Depth">Lines to the opposite edge, both counted.</param>
    private readonly record struct Edge(int First, int Inward, int Along, int Length, int Depth);
}

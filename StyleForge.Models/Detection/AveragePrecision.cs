namespace StyleForge.Models.Detection;

/// <summary>
/// Average precision of a detector, by the rules of the challenges that made it usual (Everingham et al. 2010, The PASCAL Visual Object Classes Challenge;
/// Lin et al. 2014, Microsoft COCO). Boxes have this program's convention: the VOC challenge adds a pixel to each extent.
/// </summary>
public static class AveragePrecision
{
    private const int MostBoxes = 100;

    /// <summary>The overlaps that COCO takes the mean over: 0.5, 0.55 … 0.95.</summary>
    public static IReadOnlyList<double> CocoOverlaps { get; } = [.. Enumerable.Range(0, 10).Select(step => 0.5 + (0.05 * step))];

    /// <summary>Average precision of a class.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="number">The class.</param>
    /// <param name="overlap">The intersection over union at which a box has found an object.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>0 to 1; null where no picture has an object of the class.</returns>
    public static double? OfClass(IReadOnlyList<MeasuredPicture> pictures, int number, double overlap, PrecisionRule rule)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var objects = pictures.Sum(picture => picture.Truth.Count(truth => truth.Class == number && !truth.IsIgnored));
        if (objects == 0)
        {
            return null;
        }

        var claims = pictures.SelectMany(picture => rule == PrecisionRule.Coco ? ClaimBest(picture, number, overlap) : ClaimMostAlike(picture, number, overlap))
            .OrderByDescending(claim => claim.Score).ToList();
        var points = new List<(double Recall, double Precision)>();
        var right = 0;
        for (var count = 1; count <= claims.Count; count++)
        {
            right += claims[count - 1].IsRight ? 1 : 0;
            points.Add(((double)right / objects, (double)right / count));
        }

        // The best precision at this recall or a greater one.
        for (var at = points.Count - 2; at >= 0; at--)
        {
            points[at] = points[at] with { Precision = Math.Max(points[at].Precision, points[at + 1].Precision) };
        }

        return rule switch
        {
            PrecisionRule.Voc2007 => Sampled(points, 10),
            PrecisionRule.Coco => Sampled(points, 100),
            _ => Area(points),
        };
    }

    /// <summary>The mean over the classes that occur; null where none does.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="overlap">The intersection over union at which a box has found an object.</param>
    /// <param name="rule">The rule.</param>
    public static double? Mean(IReadOnlyList<MeasuredPicture> pictures, int classes, double overlap, PrecisionRule rule) =>
        Enumerable.Range(0, classes).Select(number => OfClass(pictures, number, overlap, rule)).Average();

    /// <summary>COCO's own figure: the mean over classes and <see cref="CocoOverlaps"/>; null where no class occurs.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="classes">How many classes there are.</param>
    public static double? CocoMean(IReadOnlyList<MeasuredPicture> pictures, int classes) =>
        CocoOverlaps.Select(overlap => Mean(pictures, classes, overlap, PrecisionRule.Coco)).Average();

    // VOC: each box, the best first, goes to the object that it overlaps most, and is wrong where that is taken. What goes to an ignored one does not count.
    private static IEnumerable<(double Score, bool IsRight)> ClaimMostAlike(MeasuredPicture picture, int number, double overlap)
    {
        var truth = picture.Truth.Where(truth => truth.Class == number).ToList();
        var taken = new bool[truth.Count];
        foreach (var found in picture.Found.Where(found => found.Class == number).OrderByDescending(found => found.Score))
        {
            var (best, most) = (-1, double.NegativeInfinity);
            for (var at = 0; at < truth.Count; at++)
            {
                if (found.Box.IntersectionOverUnion(truth[at].Box) is var shared && shared > most)
                {
                    (best, most) = (at, shared);
                }
            }

            if (best < 0 || most < overlap)
            {
                yield return (found.Score, false);
            }
            else if (!truth[best].IsIgnored)
            {
                yield return (found.Score, !taken[best]);
                taken[best] = true;
            }
        }
    }

    // COCO: each box goes to the free object that it overlaps most; to an ignored one, which is never taken, only where there is none.
    private static IEnumerable<(double Score, bool IsRight)> ClaimBest(MeasuredPicture picture, int number, double overlap)
    {
        var truth = picture.Truth.Where(truth => truth.Class == number).ToList();
        var taken = new bool[truth.Count];
        foreach (var found in picture.Found.Where(found => found.Class == number).OrderByDescending(found => found.Score).Take(MostBoxes))
        {
            var best = Enumerable.Range(0, truth.Count)
                .Where(at => !taken[at])
                .Select(at => (At: at, Shared: Shared(found.Box, truth[at])))
                .Where(choice => choice.Shared >= overlap)
                .OrderBy(choice => truth[choice.At].IsIgnored)
                .ThenByDescending(choice => choice.Shared)
                .Select(choice => (int?)choice.At)
                .FirstOrDefault();
            if (best is not { } at)
            {
                yield return (found.Score, false);
            }
            else if (!truth[at].IsIgnored)
            {
                taken[at] = true;
                yield return (found.Score, true);
            }
        }
    }

    // A box within a crowd overlaps it wholly, however large the crowd is.
    private static double Shared(Box box, AnnotatedObject truth) => !truth.IsIgnored ? box.IntersectionOverUnion(truth.Box)
        : box.Area > 0 ? box.Intersect(truth.Box).Area / box.Area : 0;

    private static double Sampled(List<(double Recall, double Precision)> points, int steps) =>
        Enumerable.Range(0, steps + 1).Average(step => points.Find(point => point.Recall >= ((double)step / steps) - 1e-12).Precision);

    private static double Area(List<(double Recall, double Precision)> points)
    {
        var (area, before) = (0.0, 0.0);
        foreach (var (recall, precision) in points)
        {
            area += (recall - before) * precision;
            before = recall;
        }

        return area;
    }
}

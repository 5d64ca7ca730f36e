namespace StyleForge.Models.Detection;

/// <summary>Non-maximum suppression: of objects that overlap, the one with the best score stays.</summary>
public static class Suppression
{
    /// <summary>Goes through the objects from the best score to the worst and puts down what overlaps a better one.</summary>
    /// <param name="objects">In any order; of equal scores the one that stands first is taken first.</param>
    /// <param name="options">How.</param>
    /// <returns>What is left, the best score first and no more than asked for, soft kinds with the scores that are left.</returns>
    public static IReadOnlyList<DetectedObject> Apply(IEnumerable<DetectedObject> objects, SuppressionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var waiting = objects.Where(found => found.Score >= options.LeastScore).OrderByDescending(found => found.Score).ToList();
        var kept = new List<DetectedObject>();
        while (waiting.Count > 0 && kept.Count < options.Most)
        {
            var best = waiting[0];
            kept.Add(best);
            waiting.RemoveAt(0);
            for (var i = 0; i < waiting.Count; i++)
            {
                if (options.AcrossClasses || waiting[i].Class == best.Class)
                {
                    waiting[i] = waiting[i] with { Score = waiting[i].Score * Factor(best.Box.IntersectionOverUnion(waiting[i].Box), options) };
                }
            }

            waiting.RemoveAll(found => !(found.Score > 0 && found.Score >= options.LeastScore));
            if (options.Kind != SuppressionKind.Hard)
            {
                waiting = [.. waiting.OrderByDescending(found => found.Score)]; // Stable, as List.Sort is not.
            }
        }

        return kept;
    }

    private static double Factor(double overlap, SuppressionOptions options) => options.Kind switch
    {
        SuppressionKind.Hard => overlap > options.Overlap ? 0 : 1,
        SuppressionKind.SoftLinear => overlap > options.Overlap ? 1 - overlap : 1,
        _ => Math.Exp(-overlap * overlap / options.Sigma),
    };
}

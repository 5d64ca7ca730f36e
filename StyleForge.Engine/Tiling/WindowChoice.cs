namespace StyleForge.Engine.Tiling;

/// <summary>All ways to cut a picture that are worth a thought, and the cheapest of them that fits.</summary>
/// <param name="height">Rows of the picture.</param>
/// <param name="width">Columns of the picture.</param>
/// <param name="reach">The grid; null where the picture cannot be cut.</param>
public sealed class WindowChoice(int height, int width, WindowReach? reach)
{
    /// <summary>The cut with the smallest windows; the whole picture where there is none.</summary>
    public WindowPlan Smallest => reach is null
        ? WindowPlan.Whole(height, width)
        : WindowPlan.Cut(height, width, Extents(height, reach)[0], Extents(width, reach)[0], reach)!;

    /// <summary>The cheapest plan that fits, the whole picture first; null where none does.</summary>
    public WindowPlan? Cheapest(Func<WindowPlan, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var whole = WindowPlan.Whole(height, width);
        if (reach is null || fits(whole))
        {
            return fits(whole) ? whole : null;
        }

        var plans =
            from down in Extents(height, reach)
            from across in Extents(width, reach)
            where down < height || across < width
            let plan = WindowPlan.Cut(height, width, down, across, reach)!
            orderby plan.RelativeCost, plan.WindowHeight
            select plan;
        return plans.FirstOrDefault(fits);
    }

    // The extents along an axis, smallest first, that have a core and need fewer windows than any smaller one.
    private static List<int> Extents(int extent, WindowReach reach)
    {
        var extents = new List<int>();
        var least = (Features: int.MaxValue, Gradients: int.MaxValue);
        for (var window = 1 + ((extent - 1) % reach.Alignment); window <= extent; window += reach.Alignment)
        {
            if (WindowSpan.Cut(extent, window, reach.FeatureHalo, reach) is { } features &&
                WindowSpan.Cut(extent, window, reach.GradientHalo, reach) is { } gradients &&
                (features.Count < least.Features || gradients.Count < least.Gradients))
            {
                least = (features.Count, gradients.Count);
                extents.Add(window);
            }
        }

        return extents;
    }
}

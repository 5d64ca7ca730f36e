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
        : WindowPlan.Cut(height, width, Cuts(height, reach)[0].Window, Cuts(width, reach)[0].Window, reach)!;

    /// <summary>The cheapest plan that fits, the whole picture first; null where none does.</summary>
    public WindowPlan? Cheapest(Func<WindowPlan, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var whole = WindowPlan.Whole(height, width);
        if (fits(whole))
        {
            return whole;
        }

        var plans =
            from down in reach is null ? [] : Cuts(height, reach)
            from across in reach is null ? [] : Cuts(width, reach)
            where down.Window < height || across.Window < width
            orderby Cost(down, across), down.Window
            select WindowPlan.Cut(height, width, down.Window, across.Window, reach!)!;
        return plans.FirstOrDefault(fits);
    }

    // As WindowPlan.RelativeCost, which stands on its own: a test holds them together.
    private static double Cost(AxisCut down, AxisCut across) =>
        ((down.Features * (double)across.Features) + (2.0 * down.Gradients * across.Gradients)) * down.Window * across.Window;

    // The windows along an axis, smallest first, that have a core and are fewer than with any smaller one.
    private static List<AxisCut> Cuts(int extent, WindowReach reach)
    {
        var cuts = new List<AxisCut>();
        for (var window = 1 + ((extent - 1) % reach.Alignment); window <= extent; window += reach.Alignment)
        {
            if (WindowSpan.Cut(extent, window, reach.FeatureHalo, reach) is { } features &&
                WindowSpan.Cut(extent, window, reach.GradientHalo, reach) is { } gradients &&
                (cuts.Count == 0 || features.Count < cuts[^1].Features || gradients.Count < cuts[^1].Gradients))
            {
                cuts.Add(new AxisCut(window, features.Count, gradients.Count));
            }
        }

        return cuts;
    }

    /// <summary>An axis cut into windows of one extent: how many there are for features, and for gradients.</summary>
    private readonly record struct AxisCut(int Window, int Features, int Gradients);
}

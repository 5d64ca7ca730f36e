namespace StyleForge.Engine.Tiling;

/// <summary>A window along one axis.</summary>
/// <param name="Start">The first pixel.</param>
/// <param name="CoreStart">The first pixel of the core.</param>
/// <param name="CoreEnd">One past the last pixel of the core.</param>
internal readonly record struct WindowSpan(int Start, int CoreStart, int CoreEnd)
{
    /// <summary>
    /// Cuts an axis into cores that need a halo, with windows of one extent. A window ends with the picture or not at all: where
    /// a halo would reach beyond an edge, the window stays inside, so that the border is where the picture's is.
    /// </summary>
    /// <param name="extent">Pixels along the axis.</param>
    /// <param name="window">Pixels of a window; it differs from the extent by a multiple of the alignment, so that the last window is aligned too.</param>
    /// <param name="halo">Pixels that a core needs around it.</param>
    /// <param name="reach">The grid.</param>
    /// <returns>The spans in order, or null where the window is too small for any core.</returns>
    public static IReadOnlyList<WindowSpan>? Cut(int extent, int window, int halo, WindowReach reach)
    {
        var spans = new List<WindowSpan>();
        for (var core = 0; core < extent;)
        {
            var start = Math.Clamp((core - halo) / reach.Alignment * reach.Alignment, 0, extent - window);
            var end = start + window == extent ? extent : (start + window - halo) / reach.Stride * reach.Stride;
            if (end <= core)
            {
                return null;
            }

            spans.Add(new WindowSpan(start, core, end));
            core = end;
        }

        return spans;
    }
}

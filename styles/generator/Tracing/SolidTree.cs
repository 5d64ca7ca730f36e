namespace StyleForge.Artwork.Tracing;

/// <summary>A tree of boxes over solids, split at the median of the longest axis.</summary>
internal sealed class SolidTree
{
    private readonly Bounds _bounds;
    private readonly Solid[] _solids;
    private readonly SolidTree? _left;
    private readonly SolidTree? _right;

    /// <summary>Builds the tree.</summary>
    public SolidTree(IReadOnlyList<Solid> solids)
    {
        _bounds = solids.Select(s => s.Bounds).DefaultIfEmpty().Aggregate((a, b) => a.With(b));
        _solids = [.. solids];
        if (solids.Count <= 2)
        {
            return;
        }

        var extent = _bounds.High - _bounds.Low;
        var axis = extent.X > extent.Y && extent.X > extent.Z ? 0 : extent.Y > extent.Z ? 1 : 2;
        var sorted = solids.OrderBy(s => s.Bounds.Centre[axis]).ToArray();
        _left = new SolidTree(sorted[..(sorted.Length / 2)]);
        _right = new SolidTree(sorted[(sorted.Length / 2)..]);
        _solids = [];
    }

    /// <summary>The nearest meeting between two distances, if any.</summary>
    public bool Meet(in Ray ray, float from, ref float to, ref Hit hit)
    {
        var (enter, leave) = _bounds.Span(ray);
        if (enter > leave || enter > to)
        {
            return false;
        }

        var met = false;
        foreach (var solid in _solids)
        {
            var span = solid.Bounds.Span(ray);
            if (span.Enter <= span.Leave && span.Enter < to && solid.Meet(ray, from, to, out var nearer))
            {
                (to, hit, met) = (nearer.Distance, nearer, true);
            }
        }

        return (_left?.Meet(ray, from, ref to, ref hit) ?? false) | (_right?.Meet(ray, from, ref to, ref hit) ?? false) | met;
    }
}

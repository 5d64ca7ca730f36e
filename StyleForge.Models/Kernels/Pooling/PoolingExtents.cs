using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Pooling;

/// <summary>Pooling over a source of known shape, seen as planes with three spatial dimensions: depth, height, width.</summary>
internal sealed class PoolingExtents
{
    // For each dimension and each of its destinations the first element inside the source that the window covers, and how many.
    private readonly (int First, int Count)[][] _inside = [[(0, 1)], [(0, 1)], [(0, 1)]];

    /// <summary>Works out the extents.</summary>
    /// <exception cref="ArgumentException">The source has another rank or is too small, or a window would see padding only.</exception>
    public PoolingExtents(IReadOnlyList<Window> windows, bool ceiling, Shape source, bool countsPadding = false)
    {
        CountsPadding = countsPadding;
        if (source.Rank != windows.Count + 2)
        {
            throw new ArgumentException($"Pooling over {windows.Count} spatial dimensions needs a source of {windows.Count + 2} dimensions, not {source}.", nameof(source));
        }

        Span<int> destination = stackalloc int[source.Rank];
        (destination[0], destination[1]) = (source[0], source[1]);
        Planes = source[0] * source[1];
        var missing = 3 - windows.Count;
        for (var d = 0; d < windows.Count; d++)
        {
            Windows[missing + d] = windows[d].Over(source[d + 2]);
            Source[missing + d] = source[d + 2];
            Destination[missing + d] = destination[d + 2] = windows[d].Destination(source[d + 2], ceiling);
            _inside[missing + d] = [.. Enumerable.Range(0, destination[d + 2]).Select(place => FindInside(Windows[missing + d], place, source[d + 2]))];
        }

        DestinationShape = new Shape(destination);
    }

    /// <summary>True where an average counts the padding that its window covers, as zeros.</summary>
    public bool CountsPadding { get; }

    /// <summary>Pictures times channels: each is pooled by itself.</summary>
    public int Planes { get; }

    /// <summary>The shape of the destination.</summary>
    public Shape DestinationShape { get; }

    /// <summary>Depth, height and width of the source.</summary>
    public int[] Source { get; } = [1, 1, 1];

    /// <summary>Depth, height and width of the destination.</summary>
    public int[] Destination { get; } = [1, 1, 1];

    /// <summary>The windows over depth, height and width.</summary>
    public Window[] Windows { get; } = [new(1), new(1), new(1)];

    /// <summary>Positions of one source plane.</summary>
    public int SourcePositions => Source[0] * Source[1] * Source[2];

    /// <summary>Positions of one destination plane.</summary>
    public int DestinationPositions => Destination[0] * Destination[1] * Destination[2];

    /// <summary>Taps of one window.</summary>
    public int Taps => Windows[0].Size * Windows[1].Size * Windows[2].Size;

    /// <summary>Along one dimension the first element inside the source that a window covers, and how many it covers, a dilation apart.</summary>
    public (int First, int Count) Inside(int dimension, int destination) => _inside[dimension][destination];

    /// <summary>The positions in the source plane that a window covers, padding left out, in order.</summary>
    /// <param name="position">The position in the destination plane.</param>
    /// <param name="window">Room for <see cref="Taps"/> indices.</param>
    public ReadOnlySpan<int> Inside(int position, Span<int> window)
    {
        var (d, depth) = _inside[0][position / (Destination[1] * Destination[2])];
        var (h, height) = _inside[1][position / Destination[2] % Destination[1]];
        var (w, width) = _inside[2][position % Destination[2]];
        var count = 0;
        for (var kd = 0; kd < depth; kd++)
        {
            for (var kh = 0; kh < height; kh++)
            {
                var row = ((((d + (kd * Windows[0].Dilation)) * Source[1]) + h + (kh * Windows[1].Dilation)) * Source[2]) + w;
                for (var kw = 0; kw < width; kw++)
                {
                    window[count++] = row + (kw * Windows[2].Dilation);
                }
            }
        }

        return window[..count];
    }

    /// <summary>What the sum of a window is divided by.</summary>
    /// <param name="position">The position in the destination plane.</param>
    /// <param name="inside">Elements of the window that lie inside the source.</param>
    public int Divisor(int position, int inside) => !CountsPadding
        ? inside
        : Covered(0, position / (Destination[1] * Destination[2])) * Covered(1, position / Destination[2] % Destination[1]) * Covered(2, position % Destination[2]);

    // Elements of the padded source that a window covers along a dimension: the last may reach beyond the padding.
    private int Covered(int dimension, int destination)
    {
        var window = Windows[dimension];
        var first = (destination * window.Stride) - window.Before;
        return (Math.Min(first + window.Reach, Source[dimension] + window.After) - first + window.Dilation - 1) / window.Dilation;
    }

    private static (int First, int Count) FindInside(Window window, int destination, int source)
    {
        var first = (destination * window.Stride) - window.Before;
        int[] inside = [.. Enumerable.Range(0, window.Size).Select(tap => first + (tap * window.Dilation)).Where(index => index >= 0 && index < source)];
        return inside.Length > 0
            ? (inside[0], inside.Length)
            : throw new ArgumentException($"Pooling window {destination} of {window} lies wholly in the padding of an extent of {source}; use less padding than the window covers.", nameof(source));
    }
}

using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Pooling;

/// <summary>Pooling over a source of known shape, seen as planes with three spatial dimensions: depth, height, width.</summary>
internal sealed class PoolingExtents
{
    /// <summary>Works out the extents.</summary>
    /// <exception cref="ArgumentException">The source has another rank or is too small, or a window would see padding only.</exception>
    public PoolingExtents(IReadOnlyList<Window> windows, bool ceiling, Shape source)
    {
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
            Windows[missing + d] = windows[d];
            Source[missing + d] = source[d + 2];
            Destination[missing + d] = destination[d + 2] = windows[d].Destination(source[d + 2], ceiling);
            RequireElements(windows[d], source[d + 2], destination[d + 2]);
        }

        DestinationShape = new Shape(destination);
    }

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

    /// <summary>The positions in the source plane that a window covers, padding left out, in order.</summary>
    /// <param name="position">The position in the destination plane.</param>
    /// <param name="window">Room for <see cref="Taps"/> indices.</param>
    public ReadOnlySpan<int> Inside(int position, Span<int> window)
    {
        var od = position / (Destination[1] * Destination[2]);
        var oh = position / Destination[2] % Destination[1];
        var ow = position % Destination[2];
        var count = 0;
        for (var kd = 0; kd < Windows[0].Size; kd++)
        {
            for (var kh = 0; kh < Windows[1].Size; kh++)
            {
                for (var kw = 0; kw < Windows[2].Size; kw++)
                {
                    var (d, h, w) = (Read(0, od, kd), Read(1, oh, kh), Read(2, ow, kw));
                    if (d >= 0 && h >= 0 && w >= 0)
                    {
                        window[count++] = (((d * Source[1]) + h) * Source[2]) + w;
                    }
                }
            }
        }

        return window[..count];
    }

    private int Read(int dimension, int destination, int tap)
    {
        var window = Windows[dimension];
        return BorderMode.Zero.Read((destination * window.Stride) + (tap * window.Dilation) - window.Before, Source[dimension]);
    }

    private static void RequireElements(Window window, int source, int destination)
    {
        for (var o = 0; o < destination; o++)
        {
            var first = (o * window.Stride) - window.Before;
            if (!Enumerable.Range(0, window.Size).Any(tap => (uint)(first + (tap * window.Dilation)) < (uint)source))
            {
                throw new ArgumentException($"Pooling window {o} of {window} lies wholly in the padding of an extent of {source}; use less padding than the window covers.", nameof(source));
            }
        }
    }
}

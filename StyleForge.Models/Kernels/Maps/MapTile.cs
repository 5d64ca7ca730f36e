namespace StyleForge.Models.Kernels.Maps;

/// <summary>Some positions of a destination row that are computed at once, and where they and what they read lie, in floats from the first of each map.</summary>
/// <param name="Source">What the first tap reads for the first position.</param>
/// <param name="Destination">The first position.</param>
/// <param name="Addend">The first position of a map that is added.</param>
/// <param name="Count">Positions.</param>
internal readonly record struct MapTile(int Source, int Destination, int Addend, int Count)
{
    /// <summary>As many positions as there are registers for, with two vectors of each.</summary>
    public static int Most { get; } = VectorWidth.Bits >= 512 ? 8 : 6;

    /// <summary>Cuts a destination into tiles.</summary>
    /// <param name="windows">The windows over depth, height and width.</param>
    /// <param name="source">The map that is read, with a margin as wide as the windows' padding.</param>
    /// <param name="destination">The map that is written.</param>
    /// <param name="addend">A map of the destination's extents that is added; null for none.</param>
    /// <param name="most">The most positions of a tile.</param>
    public static MapTile[] Cut(Window[] windows, MapLayout source, MapLayout destination, MapLayout? addend, int most)
    {
        int[] extents = [.. destination.Extents];
        if (!source.HasMargin && !destination.HasMargin && addend?.HasMargin != true && windows.All(window => window is { Size: 1, Stride: 1 }))
        {
            // All rows are one.
            extents = [1, 1, destination.Positions];
        }

        var parts = (extents[2] + most - 1) / most;
        var tiles = new MapTile[extents[0] * extents[1] * parts];
        var next = 0;
        for (var d = 0; d < extents[0]; d++)
        {
            for (var h = 0; h < extents[1]; h++)
            {
                for (var part = 0; part < parts; part++)
                {
                    // As even as can be: a tile of one position costs nearly as much as one of four.
                    var (w, end) = ((int)((long)extents[2] * part / parts), (int)((long)extents[2] * (part + 1) / parts));
                    tiles[next++] = new MapTile(
                        checked((int)source.At((d * windows[0].Stride) - windows[0].Before, (h * windows[1].Stride) - windows[1].Before, (w * windows[2].Stride) - windows[2].Before)),
                        checked((int)destination.At(d, h, w)),
                        checked((int)(addend?.At(d, h, w) ?? 0)),
                        end - w);
                }
            }
        }

        return tiles;
    }
}

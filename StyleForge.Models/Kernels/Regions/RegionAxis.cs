namespace StyleForge.Models.Kernels.Regions;

/// <summary>
/// One axis of RoIAlign (He, Gkioxari, Dollár and Girshick 2017, Mask R-CNN, section 3). A region is cut into cells, and a cell is the mean of a few points that are read between the
/// positions of a map. Bilinear interpolation and the mean are both products of what they do down and what they do across, so the cells of a channel <c>F</c> are
/// <c>D·F·Aᵀ</c>, with the weights of the two axes in the rows of <c>D</c> and <c>A</c>.
/// </summary>
public static class RegionAxis
{
    /// <summary>Points of a cell along an axis.</summary>
    public const int Samples = 2;

    /// <summary>Computes the weights of an axis.</summary>
    /// <param name="from">Where the region begins, in positions: the first one is from 0 to 1.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="cells">Cells of the region, 1 or more.</param>
    /// <param name="weights"><c>(cells, positions)</c>, overwritten; the sum of each row is 1.</param>
    public static void Fill(double from, double to, int cells, Span<float> weights)
    {
        weights.Clear();
        var positions = weights.Length / cells;
        for (var point = 0; point < cells * Samples; point++)
        {
            var (first, share) = Place(from + ((point + 0.5) * (to - from) / (cells * Samples)), positions);
            var row = weights.Slice(point / Samples * positions, positions);
            row[first] += (float)((1 - share) / Samples);
            if (share > 0)
            {
                row[first + 1] += (float)(share / Samples);
            }
        }
    }

    /// <summary>Between which positions a point lies: the first of the two, and how far from its middle to the next one's. Beyond the outermost middles it is those.</summary>
    internal static (int First, double Share) Place(double point, int positions)
    {
        var place = Math.Clamp(point - 0.5, 0, positions - 1);
        return ((int)place, place - (int)place);
    }
}

using StyleForge.Models.Detection;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Faces;

/// <summary>
/// What the six grids of the larger face detector say of their anchors (Liu et al. 2016, section 2.2): a middle that is moved by a tenth of the anchor's extents, and
/// extents that are changed by e to a fifth.
/// </summary>
internal static class SsdFaceBoxes
{
    /// <summary>Grids.</summary>
    public const int Grids = 6;

    /// <summary>Boxes that overlap by more than this are one face.</summary>
    public const double MostOverlap = 0.5;

    // Nothing, face, and one that is not used.
    private const int Classes = 3;
    private const int Face = 1;

    // Sides of the anchors of each grid, and of the grid after the last; the finest has smaller ones beside.
    private static readonly double[] Scales = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1];
    private const double Smallest = 0.1;

    /// <summary>Heights and widths of the anchors at each cell of a grid, as shares of the square.</summary>
    /// <param name="grid">0 to 5, the finest first.</param>
    public static IReadOnlyList<(double Height, double Width)> Anchors(int grid)
    {
        var scale = Scales[grid];
        return grid == 0
            ? [Of(Smallest, 1), Of(scale, 2), Of(scale, 0.5)]
            : [Of(scale, 1), Of(Math.Sqrt(scale * Scales[grid + 1]), 1), Of(scale, 2), Of(scale, 0.5), Of(scale, 3), Of(scale, 0.3333)];

        static (double Height, double Width) Of(double scale, double ratio) => (scale / Math.Sqrt(ratio), scale * Math.Sqrt(ratio));
    }

    /// <summary>The boxes of a score above the threshold, as shares of the square.</summary>
    /// <param name="grid">0 to 5, the finest first.</param>
    /// <param name="boxes"><c>(1, 4·anchors, cells, cells)</c>.</param>
    /// <param name="scores"><c>(1, 3·anchors, cells, cells)</c>.</param>
    /// <param name="threshold">0 to 1.</param>
    public static IEnumerable<DetectedObject> Read(int grid, Tensor<float> boxes, Tensor<float> scores, double threshold)
    {
        var (cells, anchors) = (boxes.Shape[3], Anchors(grid));
        for (var place = 0; place < cells * cells; place++)
        {
            for (var number = 0; number < anchors.Count; number++)
            {
                var score = 1 / (1 + Math.Exp(-scores.Span[(((number * Classes) + Face) * cells * cells) + place]));
                if (score > threshold)
                {
                    var (height, width) = anchors[number];
                    yield return new DetectedObject(
                        Box.Around(
                            ((place % cells) + 0.5) / cells + (Change(1) / 10 * width),
                            ((place / cells) + 0.5) / cells + (Change(0) / 10 * height),
                            Math.Exp(Change(3) / 5) * width,
                            Math.Exp(Change(2) / 5) * height),
                        Class: 0,
                        score);
                }

                double Change(int which) => boxes.Span[(((number * 4) + which) * cells * cells) + place];
            }
        }
    }
}

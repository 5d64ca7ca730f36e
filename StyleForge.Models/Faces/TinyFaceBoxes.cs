using StyleForge.Models.Detection;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Faces;

/// <summary>
/// What the grid of the tiny face detector says: the middle of a box is <c>(cell + σ(x, y)) / cells</c>, its extents <c>e^(w, h) · anchor / cells</c>, and its
/// score σ (Redmon and Farhadi 2017, figure 3).
/// </summary>
internal static class TinyFaceBoxes
{
    /// <summary>Boxes that overlap by more than this are one face.</summary>
    public const double MostOverlap = 0.4;

    /// <summary>The boxes of a score above the threshold, as shares of the square.</summary>
    /// <param name="grid"><c>(1, 5·anchors, cells, cells)</c>.</param>
    /// <param name="threshold">0 to 1.</param>
    public static IEnumerable<DetectedObject> Read(Tensor<float> grid, double threshold)
    {
        var cells = grid.Shape[3];
        for (var row = 0; row < cells; row++)
        {
            for (var column = 0; column < cells; column++)
            {
                for (var anchor = 0; anchor < TinyFaceDetector.Anchors.Count; anchor++)
                {
                    var score = Logistic(Number(4));
                    if (score > threshold)
                    {
                        var (width, height) = TinyFaceDetector.Anchors[anchor];
                        var box = Box.Around(column + Logistic(Number(0)), row + Logistic(Number(1)), Math.Exp(Number(2)) * width, Math.Exp(Number(3)) * height);
                        yield return new DetectedObject(box.Scaled(1.0 / cells, 1.0 / cells), Class: 0, score);
                    }

                    double Number(int which) => grid.Span[(((((anchor * TinyFaceDetector.NumbersPerAnchor) + which) * cells) + row) * cells) + column];
                }
            }
        }
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}

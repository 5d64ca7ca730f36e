using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Draws how an embedding learned: the loss, and the shares of what is still open and of what is right of classes never seen.</summary>
internal static class EmbeddingCurvePlot
{
    /// <summary>Writes the picture.</summary>
    public static void Write(Stream destination, TrainingCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        string[] names = ["still open", "unseen, right"];
        CurvePlot.Write(
            destination,
            "An embedding in training, by step",
            "step",
            [
                new CurvePanel("Loss", "loss (logarithmic)", IsLogarithmic: true, [("training", [.. curve.Points.Select(point => (point.Step, point.Loss))])]),
                new CurvePanel(
                    "What is still open, and right answers about classes never seen",
                    "percent",
                    IsLogarithmic: false,
                    [.. curve.PartNames.Select((_, index) => (names[index], (IReadOnlyList<(int, double)>)[.. curve.Points.Select(point => (point.Step, 100 * point.Parts[index]))]))]),
            ]);
    }
}

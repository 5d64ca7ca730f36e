using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Draws how a detector learned: the loss and its parts.</summary>
internal static class DetectorCurvePlot
{
    /// <summary>Writes the picture.</summary>
    public static void Write(Stream destination, TrainingCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        (string, IReadOnlyList<(int, double)>)[] parts =
            [.. curve.PartNames.Select((name, index) => (name, (IReadOnlyList<(int, double)>)[.. curve.Points.Select(point => (point.Step, point.Parts[index]))]))];
        CurvePlot.Write(
            destination,
            "A detector in training, by step",
            "step",
            [new CurvePanel("Loss, and its parts", "loss (logarithmic)", IsLogarithmic: true, [("all", [.. curve.Points.Select(point => (point.Step, point.Loss))]), .. parts])]);
    }
}

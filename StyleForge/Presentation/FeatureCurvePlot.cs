using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Draws the curve of a feature training: a panel for each kind of part, a line a tap, the loss on a logarithmic scale.</summary>
internal static class FeatureCurvePlot
{
    /// <summary>Writes the picture.</summary>
    public static void Write(Stream destination, TrainingCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);

        // «features relu1_1» is of the panel «features» and of the tap «relu1_1».
        var panels =
            from part in curve.PartNames.Select((name, index) => (Words: name.Split(' ', 2), Index: index))
            group (part.Words[^1], (IReadOnlyList<(int, double)>)[.. curve.Points.Select(point => (point.Step, point.Parts[part.Index]))]) by part.Words[0]
            into kind
            select new CurvePanel($"{kind.Key}: squared error, as a share of the teacher's own", "error (logarithmic)", IsLogarithmic: true, [.. kind]);
        CurvePlot.Write(destination, "Loss of a training by step", "step", [.. panels]);
    }
}

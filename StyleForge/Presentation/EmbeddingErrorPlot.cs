using StyleForge.Models.Faces;

namespace StyleForge.Presentation;

/// <summary>Draws how often thresholds err: the pairs of one class that are refused, by the pairs of two that are accepted.</summary>
internal static class EmbeddingErrorPlot
{
    private const int PerMille = 1000;

    /// <summary>Writes the picture.</summary>
    public static void Write(Stream destination, IReadOnlyList<(string Name, VerificationCurve Curve)> curves) => CurvePlot.Write(
        destination,
        "How often thresholds err",
        "pairs of two classes that are accepted, of a thousand",
        [new CurvePanel("Verification", "pairs of one class that are refused, percent", IsLogarithmic: false, [.. curves.Select(own => (own.Name, Line(own.Curve)))])]);

    // The least that is refused where no more are accepted.
    private static IReadOnlyList<(int, double)> Line(VerificationCurve curve) =>
        [.. curve.Points.GroupBy(point => (int)Math.Ceiling(PerMille * point.FalseAccepts), point => point.FalseRejects).OrderBy(own => own.Key).Select(own => (own.Key, 100 * own.Min()))];
}

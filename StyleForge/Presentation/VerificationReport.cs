using System.Globalization;
using StyleForge.Models.Faces;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes whether two faces are one person's, and how often such answers err.</summary>
internal static class VerificationReport
{
    private const double Step = 0.05;
    private const int Enough = 100;

    /// <summary>One pair.</summary>
    public static void WritePair(HostEnvironment environment, string first, string second, double distance, double threshold, bool asJson)
    {
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(new VerifyAnswer(first, second, Math.Round(distance, 4), threshold, distance < threshold));
            return;
        }

        var answer = distance < threshold ? "one person" : "two people";
        environment.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{answer}: the distance is {distance:0.000}, and below {threshold:0.0##} two faces are taken for one person's"));
    }

    /// <summary>The errors of thresholds: a row every twentieth in text, and every threshold that makes a difference in JSON.</summary>
    public static void WriteCurve(HostEnvironment environment, VerificationCurve curve, double threshold, IReadOnlyList<string> leftOut, bool asJson)
    {
        var chosen = curve.At(threshold);
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(new VerificationAnswer(
                curve.SamePairs, curve.DifferentPairs, curve.EqualErrorRate, Entry(chosen), curve.Points.Select(Entry), leftOut));
            return;
        }

        var table = new TextTable(">threshold", ">false accepts", ">false rejects");
        var (least, most) = (curve.Points[0].Threshold, curve.Points[^1].Threshold);
        for (var number = Math.Floor(least / Step); (number - 1) * Step < most; number++)
        {
            Add(curve.At(number * Step));
        }

        table.Write(environment.Output);
        environment.Output.WriteLine();
        environment.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Words.Count(curve.SamePairs, "pair")} of one person, {curve.DifferentPairs} of two. At {threshold:0.0##}: {Share(chosen.FalseAccepts)} false accepts, {Share(chosen.FalseRejects)} false rejects. Equal error rate: {Share(curve.EqualErrorRate)}."));

        // Where none of n errs, the true share may still be 3/n (the rule of three, at 95 %).
        if (Math.Min(curve.SamePairs, curve.DifferentPairs) is < Enough and var fewest)
        {
            environment.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Words.Count(fewest, "pair")} of a kind say little: where none of them errs, up to {Share(Math.Min(1, 3.0 / fewest))} may all the same. Give {Enough} or more of each."));
        }

        void Add(VerificationPoint point) => table.Add(point.Threshold.ToString("0.00", CultureInfo.InvariantCulture), Share(point.FalseAccepts), Share(point.FalseRejects));
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static VerificationStep Entry(VerificationPoint point) => new(Math.Round(point.Threshold, 4), Math.Round(point.FalseAccepts, 6), Math.Round(point.FalseRejects, 6));
}

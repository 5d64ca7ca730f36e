using System.Globalization;
using System.Text;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Writes the model card of a trained embedding as Markdown: what it is, what it was trained on and how, and how often it errs.</summary>
internal static class EmbeddingCard
{
    private static readonly double[] Accepted = [0.001, 0.01, 0.1];

    /// <summary>Writes it.</summary>
    public static void Write(Stream destination, EmbeddingFacts facts)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(facts);
        var (counts, network) = (facts.Counts, facts.Network.Description);
        var stem = Path.GetFileNameWithoutExtension(facts.File);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {stem}");
        Line($"");
        Line($"A network that turns a picture into {facts.Length} numbers, which are near to those of pictures of the same class, of classes too that it was not trained on.");
        Line($"");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| network | `{network.Name}`, {network.Describe(network.Facts.Source).Parameters:N0} parameters; {network.Facts.Paper} |");
        Line($"| source | {string.Join('×', counts.Source.Skip(1))} |");
        Line($"| compared by | {facts.Network.Likeness.Kind switch { Models.Classification.LikenessKind.Distance => "squared distance", Models.Classification.LikenessKind.Logistic => "logistic regression on absolute differences", _ => "logistic regression on chi-square differences" }} |");
        Line($"| pictures | {counts.Training} of {counts.Classes} classes to train on, {counts.HeldOut} of others held out, {counts.Test} of runs |");
        Line($"| their SHA-256 | `{counts.Fingerprint}` |");
        Line($"| recipe | {facts.Recipe} |");
        Line($"| seed, device | {facts.Seed}, {facts.Device} |");
        Line($"");
        Line($"![Curve]({Uri.EscapeDataString(stem)}.curve.svg)");
        if (facts.Results.Count > 0)
        {
            AppendErrors(Line, facts, stem);
        }

        destination.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void AppendErrors(Action<FormattableString> line, EmbeddingFacts facts, string stem)
    {
        line($"");
        line($"## How often it errs");
        line($"");
        line($"Shown one picture of each of some classes that it has never seen, which of them is another picture of?");
        line($"");
        line($"| questions | choices | how many | right |");
        line($"|---|---|---|---|");
        foreach (var result in facts.Results)
        {
            line($"| {result.Name} | {result.Ways} | {result.Tasks} | {100 * result.Accuracy:0.0} % (±{100 * result.Error:0.0}) |");
        }

        line($"");
        line($"Are two pictures of one class? Below the threshold they are taken for it.");
        line($"");
        line($"| pairs | threshold | of two classes, accepted | of one class, refused |");
        line($"|---|---|---|---|");
        foreach (var (name, curve) in facts.Verifications)
        {
            foreach (var most in Accepted)
            {
                var point = curve.Points.Last(own => own.FalseAccepts <= most);
                line($"| {name} | {point.Threshold:0.000} | {100 * point.FalseAccepts:0.00} % | {100 * point.FalseRejects:0.0} % |");
            }

            var equal = curve.Points.MinBy(own => Math.Abs(own.FalseAccepts - own.FalseRejects))!;
            line($"| {name}, equal errors | {equal.Threshold:0.000} | {100 * equal.FalseAccepts:0.00} % | {100 * equal.FalseRejects:0.0} % |");
        }

        line($"");
        line($"![Verification]({Uri.EscapeDataString(stem)}.verification.svg)");
    }
}

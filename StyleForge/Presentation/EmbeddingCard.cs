using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Writes the model card of a trained embedding as Markdown: what it is, what it was trained on and how, and how often it errs.</summary>
internal static class EmbeddingCard
{
    private static readonly double[] Accepted = [0.001, 0.01, 0.1];

    /// <summary>Writes it.</summary>
    public static void Write(Stream destination, EmbeddingFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (counts, network, card) = (facts.Counts, facts.Network.Description, new CardText(facts.File));
        card.Begin($"A network that turns a picture into {facts.Length} numbers, which are near to those of pictures of the same class, of classes too that it was not trained on.", network);
        card.Line($"| source | {string.Join('×', counts.Source.Skip(1))} |");
        card.Line($"| compared by | {facts.Network.Likeness.Kind switch { Models.Classification.LikenessKind.Distance => "squared distance", Models.Classification.LikenessKind.Logistic => "logistic regression on absolute differences", _ => "logistic regression on chi-square differences" }} |");
        card.Line($"| pictures | {counts.Training} of {counts.Classes} classes to train on, {counts.HeldOut} of others held out, {counts.Test} of runs |");
        card.Origin(counts, facts.Recipe, facts.Seed, facts.Device);
        card.Picture("Curve", "curve.svg");
        if (facts.Results.Count > 0)
        {
            AppendErrors(card, facts);
        }

        card.Write(destination);
    }

    private static void AppendErrors(CardText card, EmbeddingFacts facts)
    {
        card.Line($"");
        card.Line($"## How often it errs");
        card.Line($"");
        card.Line($"Shown one picture of each of some classes that it has never seen, which of them is another picture of?");
        card.Line($"");
        card.Line($"| questions | choices | how many | right |");
        card.Line($"|---|---|---|---|");
        foreach (var result in facts.Results)
        {
            card.Line($"| {result.Name} | {result.Ways} | {result.Tasks} | {100 * result.Accuracy:0.0} % (±{100 * result.Error:0.0}) |");
        }

        card.Line($"");
        card.Line($"Are two pictures of one class? Below the threshold they are taken for it.");
        card.Line($"");
        card.Line($"| pairs | threshold | of two classes, accepted | of one class, refused |");
        card.Line($"|---|---|---|---|");
        foreach (var (name, curve) in facts.Verifications)
        {
            foreach (var most in Accepted)
            {
                var point = curve.Points.Last(own => own.FalseAccepts <= most);
                card.Line($"| {name} | {point.Threshold:0.000} | {100 * point.FalseAccepts:0.00} % | {100 * point.FalseRejects:0.0} % |");
            }

            var equal = curve.Points.MinBy(own => Math.Abs(own.FalseAccepts - own.FalseRejects))!;
            card.Line($"| {name}, equal errors | {equal.Threshold:0.000} | {100 * equal.FalseAccepts:0.00} % | {100 * equal.FalseRejects:0.0} % |");
        }

        card.Picture("Verification", "verification.svg");
    }
}

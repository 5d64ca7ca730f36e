using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>Writes the model card of a trained detector as Markdown: what it is, what it was trained on and how, and how good it is.</summary>
internal static class DetectorCard
{
    /// <summary>Writes it.</summary>
    public static void Write(Stream destination, DetectorFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (counts, detector, card) = (facts.Counts, facts.Detector, new CardText(facts.File));
        card.Begin($"A network that finds objects of {Words.Count(counts.Classes, "class", "classes")} on pictures. {TrainingWords.Judged(facts)}.", [.. detector.Networks]);
        card.Line($"| sees | pictures fitted into {detector.Width}×{detector.Height} pixels |");
        card.Line($"| pictures | {counts.Training} with {counts.Objects} objects to train on, {counts.HeldOut} others to measure by |");
        card.Origin(counts, facts.Recipe, facts.Seed, facts.Device);
        card.Line($"");
        card.Line($"## What it finds");
        card.Line($"");
        card.Line($"On the pictures to measure by, at an overlap of 0.5 with what was marked:");
        card.Line($"");
        card.Line($"| class | average precision |");
        card.Line($"|---|---|");
        foreach (var (name, precision) in detector.Classes.Zip(facts.Accuracy.ByClass))
        {
            card.Line($"| {CardText.Escaped(name)} | {TrainingWords.Precision(precision)} |");
        }

        card.Line($"| mean | {TrainingWords.Precision(facts.Accuracy.Overlap50)} |");
        card.Line($"| mean by COCO's rule, overlaps from 0.5 to 0.95 | {TrainingWords.Precision(facts.Accuracy.Coco)} |");
        if (facts.Localisation is { } localisation)
        {
            card.Line($"");
            card.Line($"{TrainingWords.Judged(localisation)}.");
        }

        card.Picture("Curve", "curve.svg");
        card.Line($"");
        card.Line($"## Limits");
        card.Line($"");
        card.Line($"It knows these classes alone. The figures hold for pictures like those that it was trained on. Run it with `styleforge detect PICTURE --network {facts.File}`.");
        card.Write(destination);
    }
}

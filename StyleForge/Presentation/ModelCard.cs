using System.Globalization;
using StyleForge.Hosting.Training;
using StyleForge.Models.Weights;
using StyleForge.Training.Classifiers;

namespace StyleForge.Presentation;

/// <summary>Writes the model card of a trained classifier as Markdown: what it is, what it was trained on and how, what it gets right, and how to use it.</summary>
internal static class ModelCard
{
    // More rows than this are better looked up in the confusion matrix.
    private const int MostClasses = 200;

    /// <summary>Writes it.</summary>
    public static void Write(Stream destination, ClassifierFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (counts, judged, network, card) = (facts.Counts, facts.Judged, facts.Network.Description, new CardText(facts.File));
        card.Begin($"A network that tells {counts.Classes} classes apart. {TrainingWords.Judged(facts)}.", network);
        card.Line($"| begun with | {CardText.Escaped(facts.Begun)} |");
        card.Line($"| source | {string.Join('×', counts.Source.Skip(1))}; {Input(network.Facts.Input)} |");
        card.Line($"| examples | {counts.Training} to train on, {counts.HeldOut} held out, {counts.Test} to test with |");
        card.Origin(counts, facts.Recipe, facts.Seed, facts.Device);
        card.Line($"| kept | epoch {facts.Best.Epoch} of {facts.Epochs.Count}, the best on the held-out examples |");
        card.Line($"");
        card.Line($"## What it gets right");
        card.Line($"");
        card.Line($"Of the examples {(facts.Test is null ? "held out, by which the epoch was chosen: expect a little less of new ones" : "to test with, which no choice depended on")}:");
        card.Line($"");
        card.Line($"| class | examples | found | of those named so |");
        card.Line($"|---|---|---|---|");
        for (var label = 0; label < Math.Min(MostClasses, counts.Classes); label++)
        {
            card.Line($"| {CardText.Escaped(judged.Labels[label])} | {judged.Truths(label)} | {100 * judged.Recall(label):0.0} % | {100 * judged.Precision(label):0.0} % |");
        }

        if (counts.Classes > MostClasses)
        {
            card.Line($"");
            card.Line($"{counts.Classes - MostClasses} more classes are not listed.");
        }

        AppendMistakes(card, judged);
        card.Picture("Confusion matrix", "confusion.png");
        card.Picture("Curves", "curves.svg");
        card.Line($"");
        card.Line($"## Limits");
        card.Line($"");
        card.Line($"It knows these classes alone and names one of them whatever it is shown. The figures hold for examples like those that it was trained on.");
        card.Write(destination);
    }

    private static void AppendMistakes(CardText card, ConfusionMatrix judged)
    {
        var mistakes =
            (from truth in Enumerable.Range(0, judged.Labels.Count)
             from guess in Enumerable.Range(0, judged.Labels.Count)
             where truth != guess && judged[truth, guess] > 0
             orderby judged[truth, guess] descending, truth, guess
             select (Truth: judged.Labels[truth], Guess: judged.Labels[guess], Count: judged[truth, guess])).Take(5).ToArray();
        if (mistakes.Length == 0)
        {
            return;
        }

        card.Line($"");
        card.Line($"The most frequent mistakes: {string.Join("; ", mistakes.Select(mistake => string.Create(CultureInfo.InvariantCulture, $"{CardText.Escaped(mistake.Truth)} taken for {CardText.Escaped(mistake.Guess)}, {mistake.Count} times")))}.");
    }

    // Four digits tell what it is; the weight file has all of them.
    private static string Input(InputConvention input) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(input.Mean.Count == 3 ? $"{input.Order.ToString().ToUpperInvariant()}, " : "")}{(input.Range.Equals(1) ? "" : $"times {input.Range}, ")}less {Join(input.Mean)}, over {Join(input.Deviation)}");

    private static string Join(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(number => number.ToString("0.####", CultureInfo.InvariantCulture)));
}

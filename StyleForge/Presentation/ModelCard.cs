using System.Globalization;
using System.Text;
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
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(facts);
        var (counts, judged, network) = (facts.Counts, facts.Judged, facts.Network.Description);
        var stem = Path.GetFileNameWithoutExtension(facts.File);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {Escaped(stem)}");
        Line($"");
        Line($"A network that tells {counts.Classes} classes apart. {TrainingWords.Judged(facts)}.");
        Line($"");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| network | `{network.Name}`, {network.Describe(network.Facts.Source).Parameters:N0} parameters; {network.Facts.Paper} |");
        Line($"| begun with | {Escaped(facts.Begun)} |");
        Line($"| source | {string.Join('×', counts.Source.Skip(1))}; {Input(network.Facts.Input)} |");
        Line($"| examples | {counts.Training} to train on, {counts.HeldOut} held out, {counts.Test} to test with |");
        Line($"| their SHA-256 | `{counts.Fingerprint}` |");
        Line($"| recipe | {Escaped(facts.Recipe)} |");
        Line($"| seed, device | {facts.Seed}, {facts.Device} |");
        Line($"| kept | epoch {facts.Best.Epoch} of {facts.Epochs.Count}, the best on the held-out examples |");
        Line($"");
        Line($"## What it gets right");
        Line($"");
        Line($"Of the examples {(facts.Test is null ? "held out, by which the epoch was chosen: expect a little less of new ones" : "to test with, which no choice depended on")}:");
        Line($"");
        Line($"| class | examples | found | of those named so |");
        Line($"|---|---|---|---|");
        for (var label = 0; label < Math.Min(MostClasses, counts.Classes); label++)
        {
            Line($"| {Escaped(judged.Labels[label])} | {judged.Truths(label)} | {100 * judged.Recall(label):0.0} % | {100 * judged.Precision(label):0.0} % |");
        }

        if (counts.Classes > MostClasses)
        {
            Line($"");
            Line($"{counts.Classes - MostClasses} more classes are not listed.");
        }

        AppendMistakes(Line, judged);
        Line($"");
        Line($"![Confusion matrix]({Uri.EscapeDataString(stem)}.confusion.png)");
        Line($"");
        Line($"![Curves]({Uri.EscapeDataString(stem)}.curves.svg)");
        Line($"");
        Line($"## Limits");
        Line($"");
        Line($"It knows these classes alone and names one of them whatever it is shown. The figures hold for examples like those that it was trained on.");
        destination.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void AppendMistakes(Action<FormattableString> line, ConfusionMatrix judged)
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

        line($"");
        line($"The most frequent mistakes: {string.Join("; ", mistakes.Select(mistake => string.Create(CultureInfo.InvariantCulture, $"{Escaped(mistake.Truth)} taken for {Escaped(mistake.Guess)}, {mistake.Count} times")))}.");
    }

    // Four digits tell what it is; the weight file has all of them.
    private static string Input(InputConvention input) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(input.Mean.Count == 3 ? $"{input.Order.ToString().ToUpperInvariant()}, " : "")}{(input.Range.Equals(1) ? "" : $"times {input.Range}, ")}less {Join(input.Mean)}, over {Join(input.Deviation)}");

    private static string Join(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(number => number.ToString("0.####", CultureInfo.InvariantCulture)));

    // What is a sign of Markdown's is a letter here.
    private static string Escaped(string text) => string.Concat(text.Select(letter => letter is '|' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '\\' or '#' ? $"\\{letter}" : letter.ToString()));
}

using System.Globalization;
using StyleForge.Models.Classification;

namespace StyleForge.Presentation;

/// <summary>Writes what is on pictures for people: for each its likeliest classes, on a terminal with a bar.</summary>
/// <param name="environment">Takes the text.</param>
internal sealed class ClassifyReport(HostEnvironment environment)
{
    private const int BarWidth = 24;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    private bool _isFirst = true;

    /// <summary>A paragraph for a picture.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="labels">The labels of all classes.</param>
    /// <param name="classes">The likeliest classes, the first first.</param>
    public void Write(string path, LabelSet labels, IReadOnlyList<RankedClass> classes)
    {
        if (!_isFirst)
        {
            environment.Output.WriteLine();
        }

        _isFirst = false;
        environment.Output.WriteLine(Words.Path(path, environment.WorkingDirectory));
        string[] names = [.. classes.Select(ranked => Plain(labels.Labels[ranked.Index]))];
        var column = names.Max(name => name.Length);
        foreach (var (name, ranked) in names.Zip(classes))
        {
            var share = string.Create(CultureInfo.InvariantCulture, $"{100 * ranked.Probability,5:0.0} %");
            environment.Output.WriteLine($"  {name.PadRight(column)}  {share}{(environment.IsOutputTerminal ? "  " + Bar(ranked.Probability) : "")}".TrimEnd());
        }

        environment.Output.Flush();
    }

    // Labels of a weight file are anybody's, and give no commands to the terminal.
    private static string Plain(string label) => string.Concat(label.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string Bar(double probability)
    {
        var eighths = (int)Math.Round(probability * BarWidth * 8);
        return new string('█', eighths / 8) + (eighths % 8 > 0 ? Eighths[eighths % 8] : "");
    }
}

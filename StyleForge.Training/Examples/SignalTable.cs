using System.Globalization;
using System.Runtime.InteropServices;
using StyleForge.Models.Files;

namespace StyleForge.Training.Examples;

/// <summary>
/// Reads signals from a table as text: a row an example, commas, semicolons or tabs between its fields, one of them the label, and the others the numbers
/// of its channels, one channel after the other. A first line of names may stand above.
/// </summary>
internal static class SignalTable
{
    private const string First = "first";
    private const string Last = "last";

    private static readonly char[] Separators = ['\t', ';', ','];

    private static readonly string[] UsualNames = ["label", "class", "target"];

    /// <summary>Reads all rows.</summary>
    /// <inheritdoc cref="ExampleReader.Read"/>
    public static ExampleSet Read(string path, ExampleOptions options, IReadOnlyList<string>? known)
    {
        var lines = Lines(path);
        if (lines.Count == 0)
        {
            throw new ExampleException([$"{path} is empty: it must have a row for each signal."]);
        }

        var separator = Separators.MaxBy(sign => lines[0].Text.Count(letter => letter == sign));
        var head = Fields(lines[0].Text, separator);
        var label = LabelColumn(path, head, options.LabelColumn, out var hasNames);
        var rows = lines.Skip(hasNames ? 1 : 0).Select(line => (line.Number, Fields: Fields(line.Text, separator))).ToArray();
        var numbers = head.Length - 1;
        if (numbers < options.SignalChannels || numbers % options.SignalChannels != 0)
        {
            throw new ExampleException([string.Create(CultureInfo.InvariantCulture, $"{path} has {numbers} numbers a row, which are no signal of {options.SignalChannels} channels: each channel must have as many.")]);
        }

        var problems = new List<string>();
        var signals = new List<(string Name, string Label, float[] Numbers)>();
        foreach (var (number, fields) in rows)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            if (fields.Length != head.Length)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}, {name}, has {fields.Length} fields, but the first line has {head.Length}: all signals must be as long."));
                continue;
            }

            if (fields[label].Length == 0)
            {
                problems.Add($"{path}, {name}, has no label.");
                continue;
            }

            signals.Add((name, fields[label], Numbers(path, name, fields, label, problems)));
        }

        string[] found = [.. Sorted(signals.Select(signal => signal.Label).Distinct())];
        var labels = known ?? found;
        if (problems.Count == 0 && labels.Count < 2)
        {
            problems.Add(labels.Count == 0 ? $"{path} has no signals." : $"{path} has one class only, '{labels[0]}': there must be two or more; is {label + 1} the column of labels (--label)?");
        }

        problems.AddRange(found.Where(own => !labels.Contains(own)).Select(own => $"{path} has the label '{own}', which is not trained: the classes are {string.Join(", ", labels)}."));
        return problems.Count == 0
            ? new ExampleSet(
                labels,
                [1, options.SignalChannels, numbers / options.SignalChannels],
                arePictures: false,
                [.. signals.Select(signal => new Example(signal.Name, ClassFolders.IndexOf(labels, signal.Label), MemoryMarshal.AsBytes(signal.Numbers.AsSpan()).ToArray()))])
            : throw new ExampleException(problems);
    }

    private static List<(int Number, string Text)> Lines(string path)
    {
        using var reader = new StreamReader(PlainFile.OpenRead(path));
        var lines = new List<(int, string)>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Trim().Length > 0)
            {
                lines.Add((number, line));
            }
        }

        return lines;
    }

    private static string[] Fields(string line, char separator) => [.. line.Split(separator).Select(field => field.Trim().Trim('"'))];

    // A first line that has a field beside the label that is no number is a line of names.
    private static int LabelColumn(string path, string[] head, string? asked, out bool hasNames)
    {
        hasNames = head.Count(field => !IsNumber(field)) > 1 || (asked is not (null or First or Last) && head.Contains(asked));
        if (asked is First)
        {
            return 0;
        }

        if (asked is Last)
        {
            return head.Length - 1;
        }

        if (asked is null)
        {
            var usual = hasNames ? Array.FindIndex(head, name => UsualNames.Contains(name, StringComparer.OrdinalIgnoreCase)) : -1;
            return usual >= 0 ? usual : head.Length - 1;
        }

        return Array.IndexOf(head, asked) is >= 0 and var found
            ? found
            : throw new ExampleException([hasNames
                ? $"{path} has no column '{asked}' for labels: its columns are {string.Join(", ", head.Take(20))}{(head.Length > 20 ? ", …" : "")}."
                : $"{path} has no line of names above its numbers, so that there is no column '{asked}': say {First} or {Last}."]);
    }

    private static float[] Numbers(string path, string name, string[] fields, int label, List<string> problems)
    {
        var numbers = new float[fields.Length - 1];
        for (var (column, place) = (0, 0); column < fields.Length; column++)
        {
            if (column == label)
            {
                continue;
            }

            if (!IsNumber(fields[column], out var number) || !float.IsFinite((float)number))
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}, {name}, column {column + 1}, is '{fields[column]}', which is no finite number."));
                return numbers; // One complaint a row.
            }

            numbers[place++] = (float)number;
        }

        return numbers;
    }

    // Numbers by their value, other labels by their letters.
    private static IEnumerable<string> Sorted(IEnumerable<string> labels) =>
        labels.OrderBy(label => IsNumber(label, out var number) ? number : double.PositiveInfinity).ThenBy(label => label, StringComparer.Ordinal);

    private static bool IsNumber(string field) => IsNumber(field, out _);

    private static bool IsNumber(string field, out double number) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}

using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>What the fields of a job are read with: values of the right kind, or a problem at their line.</summary>
/// <param name="path">Absolute path of the job file.</param>
internal sealed class JobFieldChecks(string path)
{
    // A file of a megabyte can hold a hundred thousand mistakes; nobody reads more than these.
    private const int MostProblems = 100;

    private readonly List<JobProblem> _problems = [];

    /// <summary>What is wrong, in the order of the lines.</summary>
    public IReadOnlyList<JobProblem> Problems => [.. _problems.OrderBy(problem => problem.Line)];

    /// <summary>Gives each known member of an object once to the reader; unknown and repeated ones are problems.</summary>
    /// <returns>The lines of the names that were read.</returns>
    public Dictionary<string, int> ReadMembers(JsonPart part, string field, IReadOnlyList<string> names, Action<string, JsonPart> read)
    {
        var seen = new Dictionary<string, int>();
        foreach (var (name, line, value) in part.Members.TakeWhile(_ => _problems.Count < MostProblems))
        {
            var shown = JsonPart.Cut(name);
            var place = field.Length > 0 ? $"{field}.{shown}" : shown;
            if (!names.Contains(name))
            {
                var nearest = NearestName.Find(name, names);
                var hint = nearest is null ? $"allowed are {string.Join(", ", names)}." : $"did you mean {nearest}?";
                Report(line, place, $"\"{shown}\" is not a field here: {hint}");
            }
            else if (seen.TryGetValue(name, out var first))
            {
                Report(line, place, $"{name} is given a second time, after line {first}: keep one of the two.");
            }
            else
            {
                seen.Add(name, line);
                read(name, value);
            }
        }

        return seen;
    }

    /// <summary>The text of a string that is not blank; null, and a problem, for everything else.</summary>
    public string? Text(JsonPart value, string field, string allowed)
    {
        if (value.Kind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.Text) && !value.Text.Contains('\0', StringComparison.Ordinal))
        {
            return value.Text;
        }

        Refuse(value, field, allowed);
        return null;
    }

    /// <summary>A number within a range; null, and a problem, for everything else.</summary>
    public double? Number(JsonPart value, string field, double minimum, double maximum)
    {
        if (value.Kind == JsonValueKind.Number
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Refuse(value, field, string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"));
        return null;
    }

    /// <summary>A whole number within a range; null, and a problem, for everything else.</summary>
    public int? Whole(JsonPart value, string field, int minimum, int maximum)
    {
        if (value.Kind == JsonValueKind.Number
            && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Refuse(value, field, string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"));
        return null;
    }

    /// <summary>Reads the items of a sweep; an empty list and values that come twice are problems.</summary>
    /// <returns>What the reader gave for the items that are right.</returns>
    public List<T> Sweep<T>(JsonPart list, string field, string allowed, Func<JsonPart, string, T?> read, Func<T, string> text)
        where T : class
    {
        if (list.Items.Count == 0)
        {
            Refuse(list, field, allowed);
        }

        var items = list.Items.Select((item, i) => read(item, $"{field}[{i}]")).OfType<T>().ToList();
        foreach (var twins in items.GroupBy(text).Where(group => group.Count() > 1))
        {
            Report(list.Line, field, $"{field} lists \"{JsonPart.Cut(twins.Key)}\" more than once: each value makes one picture, so keep one.");
        }

        return items;
    }

    /// <summary>Says that a value is not what the field allows.</summary>
    public void Refuse(JsonPart value, string field, string allowed) =>
        Report(value.Line, field, $"{field} is {value.Shown}, but must be {allowed}.");

    /// <summary>Says what is wrong.</summary>
    public void Report(int line, string field, string message)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(new JobProblem(path, line, field, message));
        }
    }
}

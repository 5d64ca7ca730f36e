using System.Globalization;

namespace StyleForge.Engine.Settings;

/// <summary>Everything there is to know of one setting: its name, default, range and help text.</summary>
/// <param name="Name">The name in job files and configuration: <c>styleWeight</c>.</param>
/// <param name="Type">What kind of value it has.</param>
/// <param name="Default">The value where nobody gives one: a string, long, double or list of <see cref="LayerWeight"/>; null for no path.</param>
/// <param name="Allowed">What is allowed, ready to follow «must be»: <c>a whole number from 1 to 100</c>.</param>
/// <param name="Unit">The unit of a number: <c>pixels</c>; empty where it has none.</param>
/// <param name="Summary">One sentence of help.</param>
/// <param name="Choices">The words or whole numbers to choose from; empty where the range alone counts.</param>
/// <param name="Minimum">Smallest number allowed.</param>
/// <param name="Maximum">Largest number allowed.</param>
/// <param name="Read">Takes the value, as <see cref="Default"/> holds it, out of resolved settings.</param>
public sealed record SettingDefinition(
    string Name,
    SettingType Type,
    object? Default,
    string Allowed,
    string Unit,
    string Summary,
    IReadOnlyList<string> Choices,
    double Minimum,
    double Maximum,
    Func<RenderSettings, object?> Read)
{
    /// <summary>The value of a gate that lets every picture pass; null for a setting that shapes the picture. Gates change no picture, so no plan is written with them.</summary>
    public object? Off { get; init; }

    /// <summary>True where one value is a list.</summary>
    public bool IsList => Type is SettingType.Layers or SettingType.Words;

    /// <summary>Reads a value from its text, numbers in the invariant culture.</summary>
    /// <returns>Null where the text is right, else one sentence that says what is wrong.</returns>
    /// <param name="text">The text; an empty one means «none» for a path.</param>
    /// <param name="value">The value, of the type that <see cref="Default"/> has.</param>
    public string? Parse(string text, out object? value)
    {
        value = null;
        switch (Type)
        {
            case SettingType.Path:
                value = text.Length > 0 ? text : null;
                return text.Contains('\0', StringComparison.Ordinal) ? Refuse(Quote(text)) : null;
            case SettingType.Text:
                value = text;
                return string.IsNullOrWhiteSpace(text) ? Refuse(Quote(text)) : null;
            case SettingType.Choice:
                value = Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
                return value is not null ? null : Refuse(Quote(text), NearestName.Find(text, Choices));
            case SettingType.Integer:
                var whole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer);
                value = integer;
                return whole && integer >= Minimum && integer <= Maximum && (Choices.Count == 0 || Choices.Contains(FormatValue(integer)))
                    ? null
                    : Refuse(Quote(text));
            case SettingType.Number:
                var parsed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
                value = number;
                return parsed && number >= Minimum && number <= Maximum ? null : Refuse(Quote(text));
            case SettingType.Words:
                var unknown = WordList.Read(text, Choices, out var words);
                value = words;
                return unknown is null ? null : Refuse(Quote(text), NearestName.Find(unknown, Choices));
            default:
                var problem = LayerList.Parse(text, out var layers);
                value = layers;
                return problem is null ? null : $"{Name} is {Quote(text)}, but {problem}.";
        }
    }

    /// <summary>Writes a value so that <see cref="Parse"/> reads the same value back.</summary>
    public static string FormatValue(object? value) => value switch
    {
        null => "",
        IEnumerable<LayerWeight> layers => string.Join(',', layers),
        IEnumerable<string> words => string.Join(',', words),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The sentence for a value that is not allowed.</summary>
    /// <param name="shown">The value as people wrote it, with its quotation marks.</param>
    /// <param name="nearest">What was probably meant, or null.</param>
    internal string Refuse(string shown, string? nearest = null) =>
        $"{Name} is {shown}, but must be {Allowed}{(nearest is null ? "." : $": did you mean {nearest}?")}";

    /// <summary>A value as it is shown in a sentence: numbers bare, texts in quotation marks, long ones cut.</summary>
    internal static string Quote(string text)
    {
        const int longest = 60;
        var shown = text.Length > longest ? string.Concat(text.AsSpan(0, longest), "…") : text;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? shown
            : $"\"{shown}\"";
    }
}

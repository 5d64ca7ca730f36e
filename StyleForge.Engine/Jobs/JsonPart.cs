using System.Text.Json;

namespace StyleForge.Engine.Jobs;

/// <summary>A JSON value that knows where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Text">The text of a string, or a number as it is written; empty for everything else.</param>
/// <param name="Items">The items of a list.</param>
/// <param name="Members">The members of an object in the file's order, duplicates included.</param>
internal sealed record JsonPart(
    JsonValueKind Kind,
    int Line,
    string Text,
    IReadOnlyList<JsonPart> Items,
    IReadOnlyList<(string Name, int Line, JsonPart Value)> Members)
{
    /// <summary>The value as a sentence shows it.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.String => $"\"{Cut(Text)}\"",
        JsonValueKind.Number => Cut(Text),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => Items.Count == 0 ? "an empty list" : "a list",
        _ => "an object",
    };

    /// <summary>A text that is short enough for a sentence.</summary>
    public static string Cut(string text)
    {
        const int longest = 60;
        var shown = text.Length > longest ? string.Concat(text.AsSpan(0, longest), "…") : text;
        return string.Concat(shown.Select(letter => char.IsControl(letter) ? '�' : letter));
    }
}

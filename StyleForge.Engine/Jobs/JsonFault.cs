using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StyleForge.Engine.Jobs;

/// <summary>Says what is wrong with a text that is no JSON, to people who write it by hand.</summary>
internal static class JsonFault
{
    private const int LongestWord = 40;

    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" \t\r\n,:{}[]\"'"u8);

    /// <summary>What is wrong and how to mend it, one sentence.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="fault">What the reader said of it.</param>
    public static string Describe(ReadOnlySpan<byte> utf8, JsonException fault)
    {
        if (fault.BytePositionInLine is not { } column || fault.LineNumber is not { } line)
        {
            return fault.Message; // JsonPartReader's own, which is for people.
        }

        var before = utf8[..PositionOf(utf8, (int)line, (int)column)];
        var rest = utf8[before.Length..];
        if (rest.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return "It ends too early: a brace, a bracket, a quote or a comment is not closed.";
        }

        return (char)rest[0] switch
        {
            _ when before.EndsWith("\\"u8) =>
                $"'\\{First(rest)}' in a text stands for nothing: write a backslash twice, and in paths / in place of it.",
            < ' ' => "A text goes on beyond the end of its line: close its quotes, or write \\n for a new line.",
            '\'' => "Names and texts stand in double quotes, not in single ones.",
            '}' or ']' => $"'{(char)rest[0]}' stands where a value is to come, or closes what is not open.",
            '"' or '{' or '[' or (>= '0' and <= '9') when before.TrimEnd(" \t\r\n"u8) is [.., (byte)'}'] && fault.Message.Contains("single JSON value", StringComparison.Ordinal) =>
                "Something follows the closing brace of the job: a file holds one job.",
            '"' or '{' or '[' => $"A comma, or after a name a colon, is missing before {(char)rest[0]}.",
            ':' => "A colon stands where none belongs: a name in double quotes goes before it, and one value after it.",
            ',' => "A comma stands where none belongs: it goes between two fields or two values.",
            (>= '0' and <= '9') or '.' or '+' or '-' => "A number is written like 12, -3 or 0.5: a digit first, no needless zero before it, a point and no comma in it.",
            _ when WordOf(rest) is { Length: > 0 } word =>
                $"'{word}' is out of place: names and texts stand in double quotes, without them only numbers such as 0.5, true, false and null.",
            _ => $"'{First(rest)}' is out of place.",
        };
    }

    private static int PositionOf(ReadOnlySpan<byte> utf8, int line, int column)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(start + column, utf8.Length);
    }

    private static string First(ReadOnlySpan<byte> text) =>
        Rune.DecodeFromUtf8(text, out var rune, out _) == OperationStatus.Done ? rune.ToString() : "";

    private static string WordOf(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(WordEnds);
        var word = Encoding.UTF8.GetString(text[..Math.Min(end < 0 ? text.Length : end, LongestWord)]).TrimEnd('\ufffd');
        return word.Length > 0 && (char.IsLetter(word[0]) || word[0] == '_') ? word : "";
    }
}

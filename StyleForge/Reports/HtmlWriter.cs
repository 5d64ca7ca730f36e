using System.Globalization;
using System.Text;

namespace StyleForge.Reports;

/// <summary>
/// Writes HTML in which every text is only a text, wherever it comes from: what means something to a browser is encoded, and marks that
/// turn the direction of letters, with which a name can pretend to be another one, are spelled out.
/// </summary>
/// <param name="output">Takes the page as it grows.</param>
internal sealed class HtmlWriter(TextWriter output)
{
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Names and values of its attributes; one whose value is null is left out.</param>
    public HtmlWriter Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Void(name, attributes);
        _open.Push(name);
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public HtmlWriter Close()
    {
        output.Write($"</{_open.Pop()}>");
        return this;
    }

    /// <summary>Writes a text.</summary>
    public HtmlWriter Text(string text)
    {
        output.Write(Encode(text));
        return this;
    }

    /// <summary>Writes an element that holds a text alone.</summary>
    public HtmlWriter Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(name, attributes).Text(text).Close();

    /// <summary>Writes an element that holds nothing and has no end: <c>img</c>, <c>input</c>, <c>meta</c>.</summary>
    public HtmlWriter Void(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        output.Write($"<{name}");
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                output.Write($" {attribute}=\"");
                output.Write(Encode(value));
                output.Write('"');
            }
        }

        output.Write('>');
        return this;
    }

    /// <summary>Writes an element of the program's own code, <c>style</c> or <c>script</c>, as it is.</summary>
    public HtmlWriter Embed(string name, string code)
    {
        output.Write($"<{name}>{code}</{name}>");
        return this;
    }

    /// <summary>Begins a new line, which the page does not show.</summary>
    public HtmlWriter Line()
    {
        output.Write('\n');
        return this;
    }

    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);

        // Halves of surrogates come as the sign for what cannot be shown.
        foreach (var rune in text.EnumerateRunes())
        {
            encoded.Append(rune.Value switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' or '\t' => rune.ToString(),
                < ' ' or (>= 0x7F and <= 0x9F) => Rune.ReplacementChar.ToString(),
                0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => rune.ToString(),
            });
        }

        return encoded.ToString();
    }
}

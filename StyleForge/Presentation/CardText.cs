using System.Globalization;
using System.Text;
using StyleForge.Hosting.Training;
using StyleForge.Models.Descriptions;

namespace StyleForge.Presentation;

/// <summary>A model card in the making, as Markdown.</summary>
/// <param name="file">The name of the weight file.</param>
internal sealed class CardText(string file)
{
    private readonly StringBuilder _text = new();
    private readonly string _stem = Path.GetFileNameWithoutExtension(file);

    /// <summary>A text whose signs of Markdown's are letters.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(letter => letter is '|' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '\\' or '#' ? $"\\{letter}" : letter.ToString()));

    /// <summary>Begins with the name, what the network is, and the head of the table of facts.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="networks">The network, or those that are one together, the first of which names them.</param>
    public void Begin(FormattableString description, params ReadOnlySpan<NetworkDescription> networks)
    {
        var parameters = 0L;
        foreach (var network in networks)
        {
            parameters += network.Describe(network.Facts.Source).Parameters;
        }

        Line($"# {Escaped(_stem)}");
        Line($"");
        Line(description);
        Line($"");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| network | `{networks[0].Name}`, {parameters:N0} parameters; {networks[0].Facts.Paper} |");
    }

    /// <summary>Ends the table of facts with what it was trained on and how.</summary>
    /// <param name="counts">How many examples there were.</param>
    /// <param name="recipe">How, in words.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="device">Where.</param>
    public void Origin(ExampleCounts counts, string recipe, ulong seed, string device)
    {
        Line($"| their SHA-256 | `{counts.Fingerprint}` |");
        Line($"| recipe | {Escaped(recipe)} |");
        Line($"| seed, device | {seed}, {device} |");
    }

    /// <summary>Adds a line.</summary>
    public void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>Adds a picture that lies beside the weights.</summary>
    /// <param name="name">What it shows.</param>
    /// <param name="ending">What its file ends with: <c>curve.svg</c>.</param>
    public void Picture(string name, string ending)
    {
        Line($"");
        Line($"![{name}]({Uri.EscapeDataString(_stem)}.{ending})");
    }

    /// <summary>Writes it.</summary>
    public void Write(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(Encoding.UTF8.GetBytes(_text.ToString()));
    }
}

using System.Text;

namespace StyleForge.Models.Weights.Darknet;

/// <summary>
/// Reads Darknet's configurations (github.com/pjreddie/darknet, <c>src/parser.c</c>): sections in brackets, <c>name=value</c> lines, comments after
/// <c>#</c> or <c>;</c> at the beginning of a line. Blanks mean nothing.
/// </summary>
internal static class DarknetConfiguration
{
    /// <summary>Opens a publisher's configuration that comes with the program, by its name; null where none has that name.</summary>
    public static Stream? Known(string name) => typeof(DarknetConfiguration).Assembly.GetManifestResourceStream(name);

    /// <summary>Reads the sections of a configuration; the first is the network's own.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="name">Its name, for sentences.</param>
    /// <param name="limits">How much is believed.</param>
    /// <exception cref="WeightFormatException">It is none; the sentence has the line.</exception>
    public static IReadOnlyList<DarknetSection> Read(Stream stream, string name, WeightLimits limits)
    {
        if (stream.Length > limits.HeaderBytes)
        {
            throw new WeightFormatException($"'{name}' has {stream.Length} bytes, more than the {limits.HeaderBytes} that a configuration may have.");
        }

        var sections = new List<DarknetSection>();
        var options = new Dictionary<string, DarknetOption>();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            var plain = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
            if (plain.Length == 0 || plain[0] is '#' or ';')
            {
                continue;
            }

            if (plain[0] == '[' && plain[^1] == ']')
            {
                options = new Dictionary<string, DarknetOption>(StringComparer.Ordinal);
                sections.Add(new DarknetSection(name, plain[1..^1], line, options));
                if (sections.Count > limits.Tensors)
                {
                    throw sections[^1].Wrong(line, $"there are more than the {limits.Tensors} sections that are allowed");
                }
            }
            else if (sections.Count > 0 && plain.Split('=', 2) is [{ Length: > 0 } key, var value])
            {
                options[key] = new DarknetOption(value, line);
            }
            else
            {
                throw new WeightFormatException($"'{name}', line {line}: '{Start(text)}' is neither a section, as [convolutional], nor a setting of one, as filters=8.");
            }
        }

        return sections is [{ Name: "net" or "network" }, ..] ? sections
            : throw new WeightFormatException($"'{name}' does not begin with [net], as a Darknet configuration does; name the one that the weights were trained with.");
    }

    private static string Start(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

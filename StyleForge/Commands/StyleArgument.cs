using System.Globalization;
using System.Text.RegularExpressions;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;

namespace StyleForge.Commands;

/// <summary>A style as a command line names it: <c>PICTURE[:WEIGHT][:scale=…][:mask=…][:inside=…][:outside=…]</c>.</summary>
internal static partial class StyleArgument
{
    private static readonly string[] Names = ["scale", "mask", "inside", "outside"];

    /// <summary>Reads a style.</summary>
    /// <param name="environment">Where files lie.</param>
    /// <param name="text">What stands behind <c>--style</c>. The path of a file is that file, whatever else it looks like.</param>
    /// <exception cref="CommandFailure">Something of it is wrong.</exception>
    public static JobStyle Read(HostEnvironment environment, string text)
    {
        var isFile = File.Exists(Path.GetFullPath(text, environment.WorkingDirectory));
        var parts = isFile ? [] : Part().Matches(text).ToArray();
        var style = ReadWeighted(isFile, parts.Length > 0 ? text[..parts[0].Index] : text);
        foreach (var (i, part) in parts.Index())
        {
            var (name, begin) = (part.Groups[1].Value, part.Index + part.Length);
            var value = text[begin..(i + 1 < parts.Length ? parts[i + 1].Index : text.Length)];
            if (name != "mask" && value.LastIndexOf(':') is >= 0 and var colon)
            {
                throw new CommandFailure($"--style {text} has {value[colon..]} behind {name}: a weight stands right behind the picture, as in {text[..parts[0].Index]}{value[colon..]}.");
            }

            style = name switch
            {
                "scale" => style with { Scale = Scale(text, value) },
                "mask" => style with { Mask = value.Length > 0 ? value : throw new CommandFailure($"--style {text} has an empty mask: give the path of a grey picture, or leave it out.") },
                "inside" => style with { Inside = Subjects(text, name, value) },
                "outside" => style with { Outside = Subjects(text, name, value) },
                _ => throw new CommandFailure($"--style {text} gives {name}, which no style has: {(NearestName.Find(name, Names) is { } nearest ? $"did you mean {nearest}?" : $"there are {string.Join(", ", Names)}.")}"),
            };
        }

        return style.GoesNowhere ? throw new CommandFailure($"--style {text}: {JobStyle.Nowhere}") : style;
    }

    // A weight that no style may have is not taken for one, and would end as a riddle about a missing file.
    private static JobStyle ReadWeighted(bool isFile, string text)
    {
        var style = JobStyle.FromArgument(text);
        var (name, weight) = (text[..Math.Max(0, text.LastIndexOf(':'))], text[(text.LastIndexOf(':') + 1)..]);
        return style.Image == text && name.Length > 1 && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !isFile
            ? throw new CommandFailure(string.Create(CultureInfo.InvariantCulture, $"--style {text} gives the weight {weight}, but a weight must be a number from {JobStyle.MinimumWeight} to {JobStyle.MaximumWeight}; leave a style out that should not count."))
            : style;
    }

    private static double Scale(string text, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is >= JobStyle.MinimumScale and <= JobStyle.MaximumScale
            ? scale
            : throw new CommandFailure(string.Create(CultureInfo.InvariantCulture, $"--style {text} gives the scale \"{value}\", but a scale must be a number from {JobStyle.MinimumScale} to {JobStyle.MaximumScale}."));

    private static string Subjects(string text, string name, string value) =>
        SubjectWords.Read(name, value, out var words) is { } wrong ? throw new CommandFailure($"--style {text}: {wrong}") : words;

    [GeneratedRegex(":([A-Za-z]+)=")]
    private static partial Regex Part();
}

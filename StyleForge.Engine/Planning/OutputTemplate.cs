using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>A path with placeholders in braces: <c>night/{job}-{size}.png</c>.</summary>
internal static class OutputTemplate
{
    private static readonly string[] OwnNames = ["job", "content", "style", "index"];

    /// <summary>True where a template is a folder for pictures with default names: <c>night/</c>.</summary>
    public static bool IsFolder(string template) => Path.EndsInDirectorySeparator(template);

    /// <summary>The template of a job that gives none: its name, then whatever its pictures differ in.</summary>
    public static string DefaultFor(JobDocument document)
    {
        IEnumerable<string> names =
        [
            "job",
            .. document.Contents.Count > 1 ? ["content"] : Array.Empty<string>(),
            .. document.Styles.Count > 1 ? ["style"] : Array.Empty<string>(),
            .. document.Settings.Where(setting => setting.Values.Count > 1).Select(setting => setting.Name),
        ];
        return string.Join('-', names.Select(name => $"{{{name}}}")) + ".png";
    }

    /// <summary>Says what is wrong with a template, in a sentence; null where it is right.</summary>
    public static string? Check(string template)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '}')
            {
                return $"output is \"{template}\", but has a closing brace without its opening one: write placeholders as {{job}}.";
            }

            if (template[i] != '{')
            {
                continue;
            }

            var end = template.IndexOf('}', i);
            if (end < 0)
            {
                return $"output is \"{template}\", but has an opening brace without its closing one: write placeholders as {{job}}.";
            }

            var name = template[(i + 1)..end];
            var names = OwnNames.Concat(SettingCatalogue.All.Select(setting => setting.Name)).ToList();
            if (!names.Contains(name))
            {
                var nearest = NearestName.Find(name, names);
                return $"output is \"{template}\", but {{{name}}} is no placeholder: "
                    + (nearest is null ? "use {job}, {content}, {style}, {index} or a setting such as {size}." : $"did you mean {{{nearest}}}?");
            }

            i = end;
        }

        return null;
    }

    /// <summary>Puts the values in.</summary>
    /// <param name="template">A template that <see cref="Check"/> finds right.</param>
    /// <param name="values">A value for each placeholder; whatever a file name cannot hold becomes a dash.</param>
    public static string Fill(string template, Func<string, string> values)
    {
        var path = new System.Text.StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '{')
            {
                path.Append(template[i]);
                continue;
            }

            var end = template.IndexOf('}', i);
            path.Append(FileNamePart(values(template[(i + 1)..end])));
            i = end;
        }

        return path.ToString();
    }

    // The characters that Windows refuses, on every system, so that a batch gives the same names everywhere.
    private static string FileNamePart(string value) =>
        string.Concat(value.Select(letter => char.IsControl(letter) || "<>:\"/\\|?*".Contains(letter, StringComparison.Ordinal) ? '-' : letter));
}

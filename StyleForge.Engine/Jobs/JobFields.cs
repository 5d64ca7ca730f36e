using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>Reads the fields of one job and gathers what is wrong with them.</summary>
/// <param name="path">Absolute path of the job file.</param>
/// <param name="limits">Bounds.</param>
internal sealed class JobFields(string path, JobLimits limits)
{
    // A file of a megabyte can hold a hundred thousand mistakes; nobody reads more than these.
    private const int MostProblems = 100;
    private const string ContentAllowed = "the path of a picture, or a list of such paths for a sweep";
    private const string StylesAllowed = "a list of styles, or a list of such lists for a sweep";
    private const string StyleAllowed = "the path of a picture, the name of a bundled style, or an object with image, weight, scale and mask";

    private static readonly string[] OwnNames = ["$schema", "version", "name", "content", "styles", "output"];
    private static readonly string[] StyleNames = ["image", "weight", "scale", "mask"];

    private readonly List<JobProblem> _problems = [];
    private readonly List<JobPicture> _contents = [];
    private readonly List<IReadOnlyList<JobStyle>> _blends = [];
    private readonly List<JobSetting> _settings = [];
    private string? _name;
    private (string? Template, int? Line) _output;

    /// <summary>Every name that a job may use, its own fields first.</summary>
    public static IEnumerable<string> AllNames => OwnNames.Concat(SettingCatalogue.All.Select(setting => setting.Name));

    public JobDocument Read(JsonPart root)
    {
        var seen = ReadMembers(root, "", AllNames, ReadField);
        foreach (var (field, hint) in new[]
        {
            ("version", "write \"version\": 1"),
            ("content", "name the picture to render"),
            ("styles", "name one style picture or more in a list"),
        })
        {
            if (!seen.ContainsKey(field))
            {
                Report(root.Line, field, $"{field} is missing: {hint}.");
            }
        }

        var pictures = _settings.Aggregate((double)Math.Max(1, _contents.Count) * Math.Max(1, _blends.Count), (product, setting) => product * setting.Values.Count);
        if (pictures > limits.MaximumPictures)
        {
            Report(root.Line, "", string.Create(
                CultureInfo.InvariantCulture,
                $"The sweep makes {pictures:0} pictures, but may make {limits.MaximumPictures} at most: shorten its lists."));
        }

        return new JobDocument
        {
            Name = _name ?? Path.GetFileNameWithoutExtension(path),
            File = path,
            Contents = _contents,
            Styles = _blends,
            Output = _output.Template,
            OutputLine = _output.Line,
            Settings = _settings,
            Problems = [.. _problems.OrderBy(problem => problem.Line)],
        };
    }

    private void ReadField(string field, JsonPart value)
    {
        switch (field)
        {
            case "$schema":
                Text(value, field, "the address of the job schema");
                break;
            case "version":
                if (value is not { Kind: JsonValueKind.Number, Text: "1" })
                {
                    Refuse(value, field, "1, the only version there is");
                }

                break;
            case "name":
                _name = Text(value, field, "a name for the job");
                break;
            case "content":
                ReadContents(value);
                break;
            case "styles":
                ReadStyles(value);
                break;
            case "output":
                _output = (Text(value, field, "a path such as {job}.png"), value.Line);
                break;
            default:
                ReadSetting(SettingCatalogue.Find(field)!, value);
                break;
        }
    }

    private void ReadContents(JsonPart value)
    {
        if (value.Kind != JsonValueKind.Array)
        {
            AddContent(value, "content");
            return;
        }

        RefuseEmpty(value, "content", ContentAllowed);
        for (var i = 0; i < value.Items.Count; i++)
        {
            AddContent(value.Items[i], $"content[{i}]");
        }

        RefuseTwins(value, "content", _contents.Select(content => content.Path));
    }

    private void AddContent(JsonPart value, string field)
    {
        if (Text(value, field, field == "content" ? ContentAllowed : "the path of a picture") is { } content)
        {
            _contents.Add(new JobPicture(content, value.Line, field));
        }
    }

    private void ReadStyles(JsonPart value)
    {
        if (value.Kind != JsonValueKind.Array || value.Items.Count == 0)
        {
            Refuse(value, "styles", StylesAllowed);
            return;
        }

        if (value.Items[0].Kind != JsonValueKind.Array)
        {
            AddBlend(value, "styles");
            return;
        }

        for (var i = 0; i < value.Items.Count; i++)
        {
            var item = value.Items[i];
            if (item.Kind != JsonValueKind.Array || item.Items.Count == 0)
            {
                Refuse(item, $"styles[{i}]", "a list of styles, as the first of the list is one");
            }
            else
            {
                AddBlend(item, $"styles[{i}]");
            }
        }
    }

    private void AddBlend(JsonPart list, string field)
    {
        var blend = new List<JobStyle>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (ReadStyle(list.Items[i], $"{field}[{i}]") is { } style)
            {
                blend.Add(style);
            }
        }

        if (blend.Count > 0)
        {
            _blends.Add(blend);
        }
    }

    private JobStyle? ReadStyle(JsonPart value, string field)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            return Text(value, field, StyleAllowed) is { } image ? new JobStyle(image, Line: value.Line, Field: field) : null;
        }

        var style = new JobStyle("", Line: value.Line, Field: field);
        var seen = ReadMembers(value, field, StyleNames, (name, member) =>
        {
            var place = $"{field}.{name}";
            style = name switch
            {
                "image" => style with { Image = Text(member, place, "the path of a picture or the name of a bundled style") ?? "" },
                "weight" => style with { Weight = Number(member, place, JobStyle.MinimumWeight, JobStyle.MaximumWeight) ?? 1 },
                "scale" => style with { Scale = Number(member, place, JobStyle.MinimumScale, JobStyle.MaximumScale) ?? 1 },
                _ => style with { Mask = Text(member, place, "the path of a grey picture") },
            };
        });
        if (!seen.ContainsKey("image"))
        {
            Report(value.Line, field, "image is missing: name the style picture.");
        }

        return style.Image.Length > 0 ? style : null;
    }

    // A list of taps is one value, so that a sweep over taps is a list of lists; for every other setting a list is a sweep.
    private void ReadSetting(SettingDefinition setting, JsonPart value)
    {
        var isSweep = value.Kind == JsonValueKind.Array
            && (setting.Type != SettingType.Layers || (value.Items.Count > 0 && value.Items[0].Kind == JsonValueKind.Array));
        if (!isSweep)
        {
            if (ReadValue(setting, value, setting.Name) is { } single)
            {
                _settings.Add(new JobSetting(setting.Name, [single], value.Line));
            }

            return;
        }

        RefuseEmpty(value, setting.Name, $"{setting.Allowed}, or a list of such values for a sweep");
        var texts = new List<string>();
        for (var i = 0; i < value.Items.Count; i++)
        {
            if (ReadValue(setting, value.Items[i], $"{setting.Name}[{i}]") is { } text)
            {
                texts.Add(text);
            }
        }

        RefuseTwins(value, setting.Name, texts);
        if (texts.Count > 0)
        {
            _settings.Add(new JobSetting(setting.Name, texts, value.Line));
        }
    }

    private string? ReadValue(SettingDefinition setting, JsonPart value, string field)
    {
        var isLayerList = setting.Type == SettingType.Layers && value.Kind == JsonValueKind.Array && value.Items.Count > 0
            && value.Items.All(item => item.Kind == JsonValueKind.String);
        var expected = setting.Type is SettingType.Integer or SettingType.Number ? JsonValueKind.Number : JsonValueKind.String;
        if (value.Kind != expected && !isLayerList && !(setting.Type == SettingType.Path && value.Kind == JsonValueKind.Null))
        {
            Report(value.Line, field, setting.Refuse(value.Shown));
            return null;
        }

        var text = isLayerList ? string.Join(',', value.Items.Select(item => item.Text)) : value.Text;
        if (setting.Parse(text, out var parsed) is { } problem)
        {
            Report(value.Line, field, problem);
            return null;
        }

        return SettingDefinition.FormatValue(parsed);
    }

    // Gives each known member once to the reader; unknown and repeated ones are problems.
    private Dictionary<string, int> ReadMembers(JsonPart part, string field, IEnumerable<string> names, Action<string, JsonPart> read)
    {
        var seen = new Dictionary<string, int>();
        foreach (var (name, line, value) in part.Members)
        {
            var place = field.Length > 0 ? $"{field}.{JsonPart.Cut(name)}" : JsonPart.Cut(name);
            if (_problems.Count == MostProblems)
            {
                break;
            }

            if (!names.Contains(name))
            {
                var nearest = NearestName.Find(name, names);
                Report(line, place, nearest is null
                    ? $"\"{JsonPart.Cut(name)}\" is not a field here: allowed are {string.Join(", ", names)}."
                    : $"\"{JsonPart.Cut(name)}\" is not a field here: did you mean {nearest}?");
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

    private string? Text(JsonPart value, string field, string allowed)
    {
        if (value.Kind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.Text) && !value.Text.Contains('\0', StringComparison.Ordinal))
        {
            return value.Text;
        }

        Refuse(value, field, allowed);
        return null;
    }

    private double? Number(JsonPart value, string field, double minimum, double maximum)
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

    private void RefuseEmpty(JsonPart list, string field, string allowed)
    {
        if (list.Items.Count == 0)
        {
            Refuse(list, field, allowed);
        }
    }

    private void RefuseTwins(JsonPart list, string field, IEnumerable<string> texts)
    {
        foreach (var twins in texts.GroupBy(text => text).Where(group => group.Count() > 1))
        {
            Report(list.Line, field, $"{field} lists \"{JsonPart.Cut(twins.Key)}\" more than once: each value makes one picture, so keep one.");
        }
    }

    private void Refuse(JsonPart value, string field, string allowed) =>
        Report(value.Line, field, $"{field} is {value.Shown}, but must be {allowed}.");

    private void Report(int line, string field, string message)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(new JobProblem(path, line, field, message));
        }
    }
}

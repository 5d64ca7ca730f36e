using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Jobs;

/// <summary>Reads the fields of one job and gathers what is wrong with them.</summary>
/// <param name="path">Absolute path of the job file.</param>
/// <param name="limits">Bounds.</param>
internal sealed class JobFields(string path, JobLimits limits)
{
    private const string ContentAllowed = "the path of a picture, or a list of such paths for a sweep";

    private readonly JobFieldChecks _checks = new(path);
    private readonly List<JobSetting> _settings = [];
    private List<JobPicture> _contents = [];
    private IReadOnlyList<IReadOnlyList<JobStyle>> _blends = [];
    private string? _name;
    private int _priority;
    private (string? Template, int? Line) _output;

    /// <summary>Every name that a job may use, its own fields first.</summary>
    public static IReadOnlyList<string> AllNames { get; } =
        ["$schema", "version", "name", "priority", "content", "styles", "output", .. SettingCatalogue.All.Select(setting => setting.Name)];

    public JobDocument Read(JsonPart root)
    {
        var seen = _checks.ReadMembers(root, "", AllNames, ReadField);
        foreach (var (field, hint) in new[]
        {
            ("version", "write \"version\": 1"),
            ("content", "name the picture to render"),
            ("styles", "name one style picture or more in a list"),
        })
        {
            if (!seen.ContainsKey(field))
            {
                _checks.Report(root.Line, field, $"{field} is missing: {hint}.");
            }
        }

        // In double precision, since a file of a megabyte can ask for more pictures than any whole number holds.
        var pictures = _settings.Aggregate(
            (double)Math.Max(1, _contents.Count) * Math.Max(1, _blends.Count), (product, setting) => product * setting.Values.Count);
        if (pictures > limits.MaximumPictures)
        {
            _checks.Report(root.Line, "", string.Create(
                CultureInfo.InvariantCulture,
                $"The sweep makes {pictures:0} pictures, but may make {limits.MaximumPictures} at most: shorten its lists."));
        }

        return new JobDocument
        {
            Name = _name ?? Path.GetFileNameWithoutExtension(path),
            Priority = _priority,
            File = path,
            Folder = StandardStreams.IsHandedOver(path) ? null : Path.GetDirectoryName(path),
            Contents = _contents,
            Styles = _blends,
            Output = _output.Template,
            OutputLine = _output.Line,
            Settings = _settings,
            Problems = _checks.Problems,
        };
    }

    private void ReadField(string field, JsonPart value)
    {
        switch (field)
        {
            case "$schema":
                _checks.Text(value, field, "the address of the job schema");
                break;
            case "version":
                if (value is not { Kind: JsonValueKind.Number, Text: "1" })
                {
                    _checks.Refuse(value, field, "1, the only version there is");
                }

                break;
            case "name":
                _name = _checks.Text(value, field, "a name for the job");
                break;
            case "priority":
                _priority = _checks.Whole(value, field, JobDocument.LeastPriority, JobDocument.GreatestPriority) ?? 0;
                break;
            case "content":
                _contents = value.Kind == JsonValueKind.Array
                    ? _checks.Sweep(value, field, ContentAllowed, (item, place) => ReadContent(item, place, "the path of a picture"), content => content.Path)
                    : ReadContent(value, field, ContentAllowed) is { } content ? [content] : [];
                break;
            case "styles":
                _blends = new JobStyleFields(_checks).Read(value);
                break;
            case "output":
                _output = (_checks.Text(value, field, "a path such as {job}.png"), value.Line);
                break;
            default:
                ReadSetting(SettingCatalogue.Find(field)!, value);
                break;
        }
    }

    private JobPicture? ReadContent(JsonPart value, string field, string allowed) =>
        _checks.Text(value, field, allowed) is { } content ? new JobPicture(content, value.Line, field) : null;

    // A list of taps or words is one value, so that a sweep over those is a list of lists; for every other setting a list is a sweep.
    private void ReadSetting(SettingDefinition setting, JsonPart value)
    {
        var isSweep = value.Kind == JsonValueKind.Array
            && (!setting.IsList || (value.Items.Count > 0 && value.Items[0].Kind == JsonValueKind.Array));
        var allowed = $"{setting.Allowed}, or a list of such values for a sweep";
        List<string> values = isSweep
            ? _checks.Sweep(value, setting.Name, allowed, (item, place) => ReadValue(setting, item, place), text => text)
            : ReadValue(setting, value, setting.Name) is { } single ? [single] : [];
        if (values.Count > 0)
        {
            _settings.Add(new JobSetting(setting.Name, values, value.Line));
        }
    }

    private string? ReadValue(SettingDefinition setting, JsonPart value, string field)
    {
        var isList = setting.IsList && value.Kind == JsonValueKind.Array && (value.Items.Count > 0 || setting.Type == SettingType.Words)
            && value.Items.All(item => item.Kind == JsonValueKind.String);
        var expected = setting.Type is SettingType.Integer or SettingType.Number ? JsonValueKind.Number : JsonValueKind.String;
        if (value.Kind != expected && !isList && !(setting.Type == SettingType.Path && value.Kind == JsonValueKind.Null))
        {
            _checks.Report(value.Line, field, setting.Refuse(value.Shown));
            return null;
        }

        var text = isList ? string.Join(',', value.Items.Select(item => item.Text)) : value.Text;
        if (setting.Parse(text, out var parsed) is { } problem)
        {
            _checks.Report(value.Line, field, problem);
            return parsed is IReadOnlyList<LayerWeight> { Count: > 0 } ? SettingDefinition.FormatValue(parsed) : null;
        }

        return SettingDefinition.FormatValue(parsed);
    }
}

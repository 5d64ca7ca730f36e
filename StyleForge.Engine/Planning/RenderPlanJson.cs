using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>
/// A plan as JSON on one line, in plain ASCII, for picture metadata and sidecars: always the same order, numbers exact. Gates are left out: a
/// picture that is there has passed them.
/// </summary>
public static class RenderPlanJson
{
    private const int Version = 1;

    /// <summary>Writes a plan.</summary>
    public static string Write(RenderPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var written = new WrittenPlan(
            Version,
            plan.Name,
            plan.JobFile,
            plan.ContentPath,
            plan.Styles.Select(style => new WrittenStyle(style.Path, style.Weight, style.Scale, style.MaskPath)
            {
                Inside = style.Inside.Length > 0 ? style.Inside : null,
                Outside = style.Outside.Length > 0 ? style.Outside : null,
            }),
            plan.OutputPath,
            plan.Levels,
            SettingCatalogue.All.Where(setting => setting.Off is null).ToDictionary(setting => setting.Name, setting => new SettingValue(setting.Read(plan.Settings))));
        return JsonSerializer.Serialize(written, PlanJson.Default.WrittenPlan);
    }

    /// <summary>Reads a plan back, its gates off, also one of another version of StyleForge that knows other settings.</summary>
    /// <param name="json">The text.</param>
    /// <param name="notices">Takes a sentence for each setting that the plan lacks, or has and is not known here; null for saying nothing of it.</param>
    /// <exception cref="FormatException">The text is not a plan; the message says why in one sentence.</exception>
    public static RenderPlan Read(string json, ICollection<string>? notices = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var version = root.GetProperty("version").GetInt32();
            if (version != Version)
            {
                throw new FormatException($"The plan has version {version}, but must have version {Version}: use the StyleForge that wrote it.");
            }

            var plan = new RenderPlan
            {
                Name = Text(root, "name"),
                JobFile = root.GetProperty("jobFile").GetString(),
                ContentPath = Text(root, "content"),
                Styles = [.. root.GetProperty("styles").EnumerateArray().Select(style => new StylePlan(
                    Text(style, "image"), Positive(style, "weight"), Positive(style, "scale"), style.GetProperty("mask").GetString())
                {
                    Inside = Subjects(style, "inside"),
                    Outside = Subjects(style, "outside"),
                })],
                OutputPath = Text(root, "output"),
                Levels = [.. root.GetProperty("levels").EnumerateArray().Select(level => new LevelPlan(
                    Count(level, "width"), Count(level, "height"), Count(level, "iterations")))],
                Settings = ReadSettings(root.GetProperty("settings"), notices ?? []),
            };
            return plan.Styles.Count > 0 && plan.Levels.Count > 0
                ? plan
                : throw new FormatException("The plan must have one style or more and one level or more.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The text is not a render plan: {exception.Message}", exception);
        }
    }

    private static RenderSettings ReadSettings(JsonElement settings, ICollection<string> notices)
    {
        foreach (var unknown in settings.EnumerateObject().Where(field => SettingCatalogue.Find(field.Name) is null))
        {
            notices.Add($"The plan has {SettingDefinition.Quote(unknown.Name)}, which is no setting of this version: it is passed over.");
        }

        var values = new Dictionary<string, object?>();
        foreach (var setting in SettingCatalogue.All)
        {
            // The picture that has this plan has passed.
            if (setting.Off is not null)
            {
                values.Add(setting.Name, setting.Off);
                continue;
            }

            if (!settings.TryGetProperty(setting.Name, out var element))
            {
                var value = SettingDefinition.FormatValue(setting.Default);
                notices.Add($"The plan lacks {setting.Name}, which takes its default, {(value.Length > 0 ? value : "none")}.");
                values.Add(setting.Name, setting.Default);
                continue;
            }

            var text = element.ValueKind switch
            {
                JsonValueKind.Array => string.Join(',', element.EnumerateArray().Select(item => item.GetString())),
                JsonValueKind.String => element.GetString()!,
                JsonValueKind.Null => "",
                _ => element.GetRawText(),
            };
            var problem = setting.Parse(text, out var parsed);
            if (problem is not null && setting.Name == "preset")
            {
                // No more than a name here: all of its values are in the plan.
                notices.Add($"The plan has the preset {SettingDefinition.Quote(text)}, which this version does not have: its values are followed all the same.");
                (problem, parsed) = (null, setting.Default);
            }

            values.Add(setting.Name, problem is null ? parsed : throw new FormatException($"The plan is wrong: {problem}"));
        }

        return SettingCatalogue.Build(values);
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"The plan is wrong: {name} is empty.");

    private static string Subjects(JsonElement style, string name)
    {
        var text = style.TryGetProperty(name, out var element) ? element.GetString() ?? "" : "";
        return WordList.Read(text, SubjectWords.All, out var words) is null
            ? string.Join(',', words)
            : throw new FormatException($"The plan is wrong: {name} is {SettingDefinition.Quote(text)}, but must be {SubjectWords.Allowed}.");
    }

    private static double Positive(JsonElement element, string name)
    {
        var number = element.GetProperty(name).GetDouble();
        return number is > 0 and < double.PositiveInfinity ? number : throw Refuse(name, number, "a number above 0");
    }

    private static int Count(JsonElement element, string name)
    {
        var number = element.GetProperty(name).GetDouble();
        return number is > 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : throw Refuse(name, number, "a whole number above 0");
    }

    private static FormatException Refuse(string name, double number, string allowed) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The plan is wrong: {name} is {number}, but must be {allowed}."));
}

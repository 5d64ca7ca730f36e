using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>
/// A plan that is followed again: the job that makes the picture once more, and what of the plan no job can say. Settings that are given
/// beside it take the recorded ones' place, and with them those that only had a meaning together.
/// </summary>
public sealed class Repetition
{
    // The levels of the plan are kept while all of these are: another version may lay them out differently.
    private static readonly string[] LevelSettings =
        ["network", "padding", "contentLayers", "styleLayers", "size", "minimumSize", "pyramidStep", "iterations", "firstIterations"];

    private static readonly (string Owner, string Owned)[] Owners =
        [("network", "weightsFile"), ("optimiser", "learningRate"), ("start", "startImage")];

    private readonly RenderPlan _recorded;
    private readonly HashSet<string> _replaced;

    /// <summary>Lays given settings over a plan.</summary>
    /// <param name="recorded">The plan of the finished picture.</param>
    /// <param name="given">Settings of the command line.</param>
    public Repetition(RenderPlan recorded, SettingsLayer given)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(given);
        _recorded = recorded;
        _replaced = [.. SettingCatalogue.All.Where(setting => IsReplaced(setting, given)).Select(setting => setting.Name)];
        if (_replaced.Contains("preset"))
        {
            _replaced.UnionWith(Presets.Find(given.Values["preset"]!.ToLowerInvariant())?.Values.Keys ?? []);
        }

        _replaced.UnionWith(Owners.Where(pair => _replaced.Contains(pair.Owner)).Select(pair => pair.Owned).ToList());
    }

    /// <summary>True where a setting is the plan's own.</summary>
    public bool Keeps(string setting) => !_replaced.Contains(setting);

    /// <summary>The job.</summary>
    /// <param name="located">The plan, with the absolute paths of its inputs.</param>
    /// <param name="source">Absolute path of the picture, or of its record.</param>
    /// <param name="output">Path or template of the picture to write.</param>
    public JobDocument Job(RenderPlan located, string source, string output)
    {
        ArgumentNullException.ThrowIfNull(located);
        return new JobDocument
        {
            Name = _recorded.Name,
            Record = source,
            Contents = [new JobPicture(located.ContentPath)],
            Styles = [[.. located.Styles.Select((style, i) => new JobStyle(style.Path, style.Weight, style.Scale, style.MaskPath, Field: $"styles[{i}]") { Inside = style.Inside, Outside = style.Outside })]],
            Output = output,
            Settings = [.. SettingCatalogue.All.Where(setting => Keeps(setting.Name)).Select(setting => new JobSetting(setting.Name, [Text(setting, located.Settings)]))],
        };
    }

    /// <summary>A plan of that job with the recorded name of its job file, levels, and shares of the styles to the last bit.</summary>
    public RenderPlan Restore(RenderPlan planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        return planned with
        {
            JobFile = _recorded.JobFile,
            Styles = [.. planned.Styles.Zip(_recorded.Styles, (style, recorded) => style with { Weight = recorded.Weight })],
            Levels = LevelSettings.All(Keeps) ? _recorded.Levels : planned.Levels,
        };
    }

    // A file is never the recorded one for its name alone.
    private bool IsReplaced(SettingDefinition setting, SettingsLayer given) =>
        given.Values[setting.Name] is { } text
        && (setting.Type == SettingType.Path || !text.Equals(Text(setting, _recorded.Settings), StringComparison.OrdinalIgnoreCase));

    private static string Text(SettingDefinition setting, RenderSettings settings) => SettingDefinition.FormatValue(setting.Read(settings));
}

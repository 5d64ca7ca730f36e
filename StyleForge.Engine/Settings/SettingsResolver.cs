using Microsoft.Extensions.Configuration;
using StyleForge.Models.Networks;

namespace StyleForge.Engine.Settings;

/// <summary>Puts layers of settings on top of each other: the defaults, the preset, then each layer; later ones win.</summary>
public static class SettingsResolver
{
    /// <summary>Origin of a built-in default.</summary>
    public const string DefaultOrigin = "default";

    /// <summary>Origin of the step length that belongs to Adam.</summary>
    public const string AdamOrigin = "default for adam";

    // A factor of 1, right for L-BFGS, would be a step from black to white: Adam's steps are pixels.
    private const double AdamLearningRate = 0.02;

    /// <summary>Start of the origin of a preset's value; the preset's name follows.</summary>
    public const string PresetOrigin = "preset ";

    /// <summary>Resolves all settings, and says everything that is wrong with them.</summary>
    /// <param name="layers">From weak to strong. The preset may be named in any of them; the strongest name counts.</param>
    public static SettingsResolution Resolve(IReadOnlyList<SettingsLayer> layers)
    {
        var problems = new List<JobProblem>();
        var values = SettingCatalogue.All.ToDictionary(setting => setting.Name, setting => (Value: setting.Default, Origin: DefaultOrigin));
        var given = layers.Select(layer => (layer.Origin, Values: ReadLayer(layer, problems))).ToList();

        var named = given.LastOrDefault(layer => layer.Values.ContainsKey("preset")).Values;
        var preset = named is null ? null : Presets.Find((string)named["preset"]!);
        foreach (var (name, text) in preset?.Values ?? new Dictionary<string, string>())
        {
            var problem = SettingCatalogue.Find(name)!.Parse(text, out var value);
            values[name] = problem is null
                ? (value, PresetOrigin + preset!.Name)
                : throw new InvalidOperationException($"The preset {preset!.Name} has a wrong {name}: {problem}");
        }

        foreach (var (origin, layer) in given)
        {
            foreach (var (name, value) in layer)
            {
                values[name] = (value, origin);
            }
        }

        // A preset's step belongs to the preset's optimiser.
        if (values["optimiser"] is ("adam", var chosen) && values["learningRate"].Origin is var step
            && (step == DefaultOrigin || (step.StartsWith(PresetOrigin, StringComparison.Ordinal) && step != chosen)))
        {
            values["learningRate"] = (AdamLearningRate, AdamOrigin);
        }

        FitDefaultTaps(values);
        CheckTogether(values, problems);
        var settings = SettingCatalogue.Build(values.ToDictionary(pair => pair.Key, pair => pair.Value.Value));
        return new SettingsResolution(
            problems.Count == 0 ? settings : null,
            problems,
            [.. SettingCatalogue.All.Select(setting => new ResolvedSetting(
                setting.Name, SettingDefinition.FormatValue(values[setting.Name].Value), values[setting.Name].Origin))])
        {
            Rest = settings,
        };
    }

    private static Dictionary<string, object?> ReadLayer(SettingsLayer layer, List<JobProblem> problems)
    {
        var values = new Dictionary<string, object?>();
        foreach (var section in layer.Values.GetChildren())
        {
            var setting = SettingCatalogue.Find(section.Key);
            object? value = null;
            var problem = setting is null ? Unknown(section.Key) : Read(setting, section, out value);
            if (problem is not null)
            {
                problems.Add(new JobProblem(layer.Origin, null, setting?.Name ?? section.Key, problem));
            }

            // The taps of a list are worth a look although a weight among them is wrong.
            if (problem is null || value is IReadOnlyList<LayerWeight> { Count: > 0 })
            {
                values[setting!.Name] = value;
            }
        }

        return values;
    }

    private static string? Read(SettingDefinition setting, IConfigurationSection section, out object? value)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0)
        {
            return setting.Parse(section.Value ?? "", out value);
        }

        if (setting.IsList && children.TrueForAll(child => child.Value is not null && int.TryParse(child.Key, out _)))
        {
            return setting.Parse(string.Join(',', children.Select(child => child.Value)), out value);
        }

        value = null;
        return setting.Refuse(setting.IsList ? "a group of values" : "a list");
    }

    private static string Unknown(string key)
    {
        var nearest = NearestName.Find(key, SettingCatalogue.All.Select(setting => setting.Name));
        return nearest is null
            ? $"{SettingDefinition.Quote(key)} is not a setting: «styleforge config show» lists them."
            : $"{SettingDefinition.Quote(key)} is not a setting: did you mean {nearest}?";
    }

    // VGG-11 and VGG-13 have two convolutions in the block where the others have three: the last one stands in for the third.
    private static void FitDefaultTaps(Dictionary<string, (object? Value, string Origin)> values)
    {
        if (NetworkCatalogue.All.FirstOrDefault(network => network.Name == values["network"].Value as string) is not { } network)
        {
            return;
        }

        string[] taps = [.. network.Taps.Select(tap => tap.Name)];
        foreach (var name in (string[])["contentLayers", "styleLayers"])
        {
            if (values[name] is (IReadOnlyList<LayerWeight> layers, DefaultOrigin) && layers.Any(layer => !taps.Contains(layer.Tap)))
            {
                var fitted = layers.Select(layer => layer with { Tap = taps.Contains(layer.Tap) ? layer.Tap : taps.Last(tap => tap[..^1] == layer.Tap[..^1]) });
                values[name] = ((IReadOnlyList<LayerWeight>)[.. fitted.DistinctBy(layer => layer.Tap)], $"default for {network.Name}");
            }
        }
    }

    // Rules about two settings at once; each is told to whoever gave the value that should change.
    private static void CheckTogether(Dictionary<string, (object? Value, string Origin)> values, List<JobProblem> problems)
    {
        var (start, origin) = values["start"];
        var (image, imageOrigin) = values["startImage"];
        if (start is "file" && image is null)
        {
            problems.Add(new JobProblem(origin, null, "start", "start is \"file\", but startImage is not given: name the picture to start from."));
        }

        if (start is not "file" && image is not null)
        {
            problems.Add(new JobProblem(
                imageOrigin, null, "startImage", $"startImage is given, but start is \"{start}\": say \"start\": \"file\" to use it."));
        }

        if (values["contentWeight"].Value is 0.0 && values["styleWeight"].Value is 0.0)
        {
            problems.Add(new JobProblem(
                values["styleWeight"].Origin, null, "styleWeight", "contentWeight and styleWeight are both 0: give one of them a weight above 0."));
        }
    }
}

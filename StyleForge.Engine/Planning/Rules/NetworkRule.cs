using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>The network is known, and so are its taps.</summary>
internal sealed class NetworkRule : IPlanRule
{
    public IEnumerable<JobProblem> Check(Draft draft)
    {
        var name = draft.Settings.Network;
        if (!draft.Networks.TryGetValue(name, out var limits))
        {
            yield return draft.SettingProblem("network", Unknown(name, draft.Networks.Keys));
            yield break;
        }

        foreach (var (setting, layers) in new[] { ("contentLayers", draft.Settings.ContentLayers), ("styleLayers", draft.Settings.StyleLayers) })
        {
            foreach (var tap in layers.Select(layer => layer.Tap).Where(tap => !limits.Taps.Contains(tap)))
            {
                var nearest = NearestName.Find(tap, limits.Taps);
                yield return draft.SettingProblem(
                    setting,
                    $"{setting} names {SettingDefinition.Quote(tap)}, which {name} does not have: "
                        + (nearest is null ? $"its taps are {string.Join(", ", limits.Taps)}." : $"did you mean {nearest}?"));
            }
        }
    }

    private static string Unknown(string name, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var nearest = NearestName.Find(name, names);
        return $"network is {SettingDefinition.Quote(name)}, but must be one of {string.Join(", ", names)}{(nearest is null ? "." : $": did you mean {nearest}?")}";
    }
}

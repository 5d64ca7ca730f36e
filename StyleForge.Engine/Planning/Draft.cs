using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>A picture on its way to a plan: everything is resolved, and the rules look for what is wrong.</summary>
internal sealed record Draft
{
    public required JobDocument Document { get; init; }

    public required PlannerOptions Options { get; init; }

    public required IReadOnlyDictionary<string, NetworkLimits> Networks { get; init; }

    public required InputFiles Inputs { get; init; }

    public required OutputFolders Folders { get; init; }

    /// <summary>Name of the picture within the batch.</summary>
    public required string Name { get; init; }

    public required Combination Combination { get; init; }

    public required InputFile Content { get; init; }

    /// <summary>The files of the blend's styles, in its order.</summary>
    public required IReadOnlyList<InputFile> Styles { get; init; }

    /// <summary>Their masks; null where a style goes everywhere.</summary>
    public required IReadOnlyList<InputFile?> Masks { get; init; }

    /// <summary>The resolved settings with absolute paths.</summary>
    public required RenderSettings Settings { get; init; }

    public required IReadOnlyList<ResolvedSetting> Values { get; init; }

    /// <summary>Names of the settings that are wrong already: <see cref="Settings"/> holds something else, which no rule may find fault with.</summary>
    public required IReadOnlySet<string> Wrong { get; init; }

    /// <summary>The output as the template gives it, before it became absolute.</summary>
    public string OutputText { get; init; } = "";

    /// <summary>Absolute path of the output; empty where the template is wrong.</summary>
    public string OutputPath { get; init; } = "";

    /// <summary>True where the settings are what somebody wanted: a wrong preset takes all others with it.</summary>
    public bool Knows(params ReadOnlySpan<string> settings)
    {
        foreach (var setting in settings)
        {
            if (Wrong.Contains(setting) || Wrong.Contains("preset"))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True where there is enough for <see cref="ToPlan"/>, whatever else is wrong.</summary>
    public bool IsConceivable => Wrong.Count == 0 && Deepest is not null && OutputPath.Length > 0
        && Styles.Append(Content).Concat(Masks.OfType<InputFile>()).All(picture => picture.Header is not null);

    /// <summary>The tap that asks for the largest picture, and its shortest side; null where network or taps are unknown.</summary>
    public (string Tap, int Side)? Deepest
    {
        get
        {
            if (!Knows("network", "contentLayers", "styleLayers", "padding"))
            {
                return null;
            }

            var taps = Settings.ContentLayers.Concat(Settings.StyleLayers).Select(layer => layer.Tap).ToList();
            return Networks.TryGetValue(Settings.Network, out var limits) && taps.TrueForAll(limits.Taps.Contains)
                ? taps.Select(tap => (tap, limits.MinimumSide(tap, Settings.Padding))).MaxBy(tap => tap.Item2)
                : null;
        }
    }

    public JobProblem Problem(string field, int? line, string message) => new(Document.Source, line, field, message);

    /// <summary>A problem with a setting, told to whoever gave its value.</summary>
    public JobProblem SettingProblem(string name, string message) =>
        Planner.Locate(Document, new JobProblem(Values.First(value => value.Name == name).Origin, null, name, message));

    /// <summary>The plan of a draft that <see cref="IsConceivable"/>.</summary>
    public RenderPlan ToPlan()
    {
        var blend = Combination.Blend;
        var total = blend.Sum(style => style.Weight);
        return new RenderPlan
        {
            Name = Name,
            Priority = Document.Priority,
            JobFile = Document.File,
            ContentPath = Content.Path,
            Styles = [.. blend.Select((style, i) => new StylePlan(Styles[i].Path, style.Weight / total, style.Scale, Masks[i]?.Path) { Inside = style.Inside, Outside = style.Outside })],
            OutputPath = OutputPath,
            Levels = Levels(),
            Settings = Settings,
        };
    }

    // A level is left out where the content or a style would be too small for the network to see; the last one never is.
    private List<LevelPlan> Levels()
    {
        var side = Deepest!.Value.Side;
        var levels = new List<LevelPlan>();
        foreach (var longSide in Pyramid.LongSides(Settings.Size, Settings.MinimumSize, Settings.PyramidStep))
        {
            if (longSide == Settings.Size || SmallestSide(longSide) >= side)
            {
                var (width, height) = Pyramid.Fit(Content.Header!.Width, Content.Header.Height, longSide);
                levels.Add(new LevelPlan(width, height, levels.Count == 0 ? Settings.FirstIterations : Settings.Iterations));
            }
        }

        return levels;
    }

    private int SmallestSide(int longSide)
    {
        var (width, height) = Pyramid.Fit(Content.Header!.Width, Content.Header.Height, longSide);
        return Styles.Select((_, i) => StyleExtents(i, longSide)).Append((width, height)).Min(extents => Math.Min(extents.Item1, extents.Item2));
    }

    /// <summary>Extents of a style picture in pixels beside a picture of the long side given; its header is there.</summary>
    public (int Width, int Height) StyleExtents(int index, int longSide)
    {
        var header = Styles[index].Header!;
        var scaled = Math.Max(1, (int)Math.Round(longSide * Combination.Blend[index].Scale, MidpointRounding.AwayFromZero));
        return Pyramid.Fit(header.Width, header.Height, scaled);
    }
}

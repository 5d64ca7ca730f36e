using System.Globalization;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;

namespace StyleForge.Reports;

/// <summary>A picture that was made.</summary>
/// <param name="Run">How it went.</param>
internal sealed record ReportedPicture(RunReport Run)
{
    /// <summary>What was planned.</summary>
    public RenderPlan Plan => Run.Plan;

    /// <summary>Its name.</summary>
    public string Name => Plan.Name;

    /// <summary>Its size, in pixels.</summary>
    public LevelPlan Size => Plan.Levels[^1];

    /// <summary>The objective at the picture that was written.</summary>
    public double Loss => Run.FinalParts.Sum(part => part.Value);

    /// <summary>The most bytes of tensors that a level had; null where nobody counted.</summary>
    public long? PeakTensorBytes => Run.Memory.Max(level => level.PeakTensorBytes);

    /// <summary>The settings that are not the defaults, in the catalogue's order. Paths are names.</summary>
    public IReadOnlyList<(string Name, object? Value)> Settings =>
    [
        .. from setting in SettingCatalogue.All
           let value = setting.Read(Plan.Settings)
           where SettingDefinition.FormatValue(value) != SettingDefinition.FormatValue(setting.Default)
           select (setting.Name, setting.Type == SettingType.Path ? Path.GetFileName((string?)value) : value),
    ];

    /// <summary>What the picture measures, each with the words for it; empty where nobody judged it.</summary>
    public IReadOnlyList<(string Measure, string Value)> Quality => Run.Quality is { } quality
        ?
        [
            ("contrast", Number(quality.Contrast)),
            ("pixels of one value", Share(quality.FlatShare)),
            ("samples clipped", Share(quality.ClippedShare)),
            .. quality.ContentSimilarity is { } similarity ? [("like its content", Number(similarity))] : Array.Empty<(string, string)>(),
            .. quality.StyleProgress is { } progress ? [("nearer to its style", Share(progress))] : Array.Empty<(string, string)>(),
        ]
        : [];

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Share(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}

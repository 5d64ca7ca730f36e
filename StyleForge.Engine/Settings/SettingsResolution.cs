namespace StyleForge.Engine.Settings;

/// <summary>What came of putting all layers on top of each other.</summary>
/// <param name="Settings">The settings; null where there are problems.</param>
/// <param name="Problems">Everything that is wrong, layer by layer.</param>
/// <param name="Values">A value for every setting in the catalogue's order, also where there are problems.</param>
public sealed record SettingsResolution(
    RenderSettings? Settings,
    IReadOnlyList<JobProblem> Problems,
    IReadOnlyList<ResolvedSetting> Values)
{
    /// <summary>
    /// The settings, also where there are problems: what is wrong is left out, so that the layer below shows. Good for finding
    /// out what else is wrong, and for nothing else.
    /// </summary>
    public required RenderSettings Rest { get; init; }
}

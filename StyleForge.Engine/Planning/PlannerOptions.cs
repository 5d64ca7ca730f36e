using StyleForge.Engine.Codecs;

namespace StyleForge.Engine.Planning;

/// <summary>Where a planner looks, and what it allows.</summary>
/// <param name="WorkingDirectory">Absolute folder that paths of the command line and of configuration start from.</param>
/// <param name="OutputRoot">Absolute folder that outputs of job files start from and must stay in.</param>
/// <param name="ReadRoots">Absolute folders below which job files may read, besides the job file's own folder and the bundled styles.</param>
/// <param name="StylesFolder">Absolute folder of the bundled styles, which go by their names; null for none.</param>
/// <param name="Limits">Bounds for picture files.</param>
public sealed record PlannerOptions(
    string WorkingDirectory,
    string OutputRoot,
    IReadOnlyList<string> ReadRoots,
    string? StylesFolder,
    ImageLimits Limits)
{
    /// <summary>The picture formats: what they are called, which can be written, and how many bits they hold.</summary>
    public ImageCodecs Codecs { get; init; } = ImageCodecs.Default;
}

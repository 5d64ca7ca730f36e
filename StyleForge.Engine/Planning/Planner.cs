using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>Turns a job into plans, or says everything that is wrong with it before anything runs.</summary>
/// <param name="options">Folders and bounds.</param>
/// <param name="readHeader">Reads a picture file's header; throws <see cref="ImageFormatException"/> where it is no picture.</param>
/// <param name="networks">The feature networks that there are, by name.</param>
public sealed class Planner(
    PlannerOptions options,
    Func<string, ImageLimits, ImageHeader> readHeader,
    IReadOnlyDictionary<string, NetworkLimits> networks)
{
    /// <summary>Plans every picture of a job.</summary>
    /// <param name="document">The job.</param>
    /// <param name="below">Layers that the job's own settings override: configuration files and the environment.</param>
    /// <param name="above">Layers that override the job's own settings: the command line.</param>
    public PlanningResult Plan(JobDocument document, IReadOnlyList<SettingsLayer> below, IReadOnlyList<SettingsLayer> above) =>
        throw new NotImplementedException($"{options}{readHeader}{networks}{document}{below}{above}");
}

using StyleForge.Engine.Codecs;
using StyleForge.Engine.Settings;

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

    /// <summary>True where each picture gets its record beside it.</summary>
    public bool WritesSidecars { get; init; } = true;

    /// <summary>Says in a sentence what is wrong with the weights that settings ask for; null where nothing is.</summary>
    public Func<RenderSettings, string?> CheckWeights { get; init; } = _ => null;

    /// <summary>Says in a sentence which network is missing for finding what some <see cref="SubjectWords"/> name; null where none is.</summary>
    public Func<IReadOnlyList<string>, string?> CheckSubjects { get; init; } = _ => null;

    /// <summary>Says in a sentence why a device is none of this machine's; null where it is one.</summary>
    public Func<string, string?> CheckDevice { get; init; } = _ => null;

    /// <summary>Bytes that are free in a folder that there is; null where nobody knows.</summary>
    public Func<string, long?> FreeBytes { get; init; } = OutputFolders.FreeBytes;
}

using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>Job files that were found.</summary>
/// <param name="Files">Absolute paths, each once: in the order of the arguments, within a folder by name.</param>
/// <param name="Problems">Paths that lead nowhere.</param>
public sealed record JobFinding(IReadOnlyList<string> Files, IReadOnlyList<JobProblem> Problems);

using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>What came of reading a job file.</summary>
/// <param name="Document">
/// The job; null where the file is no job at all. With problems it holds the fields that are right, and the problems again: the
/// planner adds what else it finds and makes no plan, so that one round tells everything.
/// </param>
/// <param name="Problems">Everything that is wrong with the file, in the order of its lines.</param>
public sealed record JobReading(JobDocument? Document, IReadOnlyList<JobProblem> Problems);

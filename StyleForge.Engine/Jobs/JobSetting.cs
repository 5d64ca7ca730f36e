namespace StyleForge.Engine.Jobs;

/// <summary>A setting as a job gives it.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Values">Its value as text; several make a sweep.</param>
/// <param name="Line">Line in the job file; null where there are no lines.</param>
public sealed record JobSetting(string Name, IReadOnlyList<string> Values, int? Line = null);

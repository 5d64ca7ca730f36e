namespace StyleForge.Reports;

/// <summary>A job, or one picture of it, that was not made.</summary>
/// <param name="Name">The picture's name, or the job file where it was wrong as a whole.</param>
/// <param name="JobFile">Absolute path of the job file; null where there is none.</param>
/// <param name="Reasons">Why, in a sentence each; one or more.</param>
internal sealed record ReportedFailure(string Name, string? JobFile, IReadOnlyList<string> Reasons);

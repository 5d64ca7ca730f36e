namespace StyleForge.Engine.Jobs;

/// <summary>A content picture as a job names it.</summary>
/// <param name="Path">Path, relative to the job file's folder.</param>
/// <param name="Line">Line in the job file; null where there are no lines.</param>
/// <param name="Field">The field that names it: <c>content</c> or, in a sweep, <c>content[1]</c>.</param>
public sealed record JobPicture(string Path, int? Line = null, string Field = "content");

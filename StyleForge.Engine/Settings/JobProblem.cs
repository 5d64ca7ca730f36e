namespace StyleForge.Engine.Settings;

/// <summary>One thing that is wrong with a job, found before anything runs.</summary>
/// <param name="Source">Where it was said: a job file's path, <c>command line</c>, an environment variable.</param>
/// <param name="Line">Line in the file, from 1; null where there are no lines.</param>
/// <param name="Field">The field as a path: <c>styles[1].weight</c>; empty for the file as a whole.</param>
/// <param name="Message">One full sentence that names the thing, the value, what is allowed and how to mend it.</param>
public sealed record JobProblem(string Source, int? Line, string Field, string Message)
{
    /// <summary><c>jobs/a.json:12: styles[1].weight: The weight is −1, …</c></summary>
    public override string ToString() =>
        $"{Source}{(Line is { } line ? $":{line}" : "")}: {(Field.Length > 0 ? $"{Field}: " : "")}{Message}";
}

using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>
/// A job as it was written, checked field by field: every value is of the right type and in range, but no file was looked at
/// and no default filled in. Immutable.
/// </summary>
public sealed record JobDocument
{
    /// <summary>The <c>name</c> field, else the job file's name without ending; <c>render</c> for the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The least <see cref="Priority"/>.</summary>
    public const int LeastPriority = -100;

    /// <summary>The greatest <see cref="Priority"/>.</summary>
    public const int GreatestPriority = 100;

    /// <summary>How early its turn in a batch comes: of two jobs the higher one first.</summary>
    public int Priority { get; init; }

    /// <summary>Absolute path of the job file; null for a render of the command line, which is trusted with any path.</summary>
    public string? File { get; init; }

    /// <summary>Absolute path of the finished picture, or of its record, that is made again; null for any other job.</summary>
    public string? Record { get; init; }

    /// <summary>Absolute folder that its paths start from; null for the working directory.</summary>
    public string? Folder { get; init; }

    /// <summary>Content pictures; several make a sweep.</summary>
    public required IReadOnlyList<JobPicture> Contents { get; init; }

    /// <summary>Blends of style pictures; several make a sweep.</summary>
    public required IReadOnlyList<IReadOnlyList<JobStyle>> Styles { get; init; }

    /// <summary>Template of the output's path; null for the default one.</summary>
    public string? Output { get; init; }

    /// <summary>Line of the output field.</summary>
    public int? OutputLine { get; init; }

    /// <summary>The settings that the job gives, in its order.</summary>
    public IReadOnlyList<JobSetting> Settings { get; init; } = [];

    /// <summary>What reading found wrong; a document with problems is never rendered.</summary>
    public IReadOnlyList<JobProblem> Problems { get; init; } = [];

    /// <summary>Where problems are said to be: the job file, the picture that is made again, or <c>command line</c>.</summary>
    public string Source => File ?? Record ?? "command line";

    /// <summary>A render from the command line: no job file, and paths from the working directory.</summary>
    /// <param name="content">Path of the content picture.</param>
    /// <param name="styles">The styles to blend, one or more.</param>
    /// <param name="output">Path or template of the output; null, or after a folder with its slash, for <c>{content}-{style}.png</c>.</param>
    public static JobDocument FromCommandLine(string content, IReadOnlyList<JobStyle> styles, string? output) => new()
    {
        Name = "render",
        Contents = [new JobPicture(content)],
        Styles = [[.. styles.Select((style, i) => style with { Field = $"styles[{i}]" })]],
        Output = output is null || Path.EndsInDirectorySeparator(output) ? output + "{content}-{style}.png" : output,
    };
}

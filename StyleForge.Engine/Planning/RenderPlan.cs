using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Planning;

/// <summary>
/// One picture to make, with every default resolved and every path absolute. Immutable: what is not in the plan does not
/// influence the picture.
/// </summary>
public sealed record RenderPlan
{
    /// <summary>The job's name (its file name without ending, or <c>render</c>), with a running number where it makes several pictures.</summary>
    public required string Name { get; init; }

    /// <summary>How early its turn in a batch comes, beside the others': the highest first. It decides nothing of the picture, and no record has it.</summary>
    public int Priority { get; init; }

    /// <summary>The job file, or null for a render from the command line.</summary>
    public string? JobFile { get; init; }

    /// <summary>Absolute path of the content picture.</summary>
    public required string ContentPath { get; init; }

    /// <summary>The style pictures, one or more.</summary>
    public required IReadOnlyList<StylePlan> Styles { get; init; }

    /// <summary>Absolute path of the picture to write; its ending decides the format.</summary>
    public required string OutputPath { get; init; }

    /// <summary>The pictures that it is made of, in order: the content, each style with its mask, and the picture to start from. One may be there twice.</summary>
    public IEnumerable<string> Inputs => Styles.SelectMany(style => (string?[])[style.Path, style.MaskPath])
        .Prepend(ContentPath).Append(Settings.StartImage).OfType<string>();

    /// <summary>What of the content styles go over or spare, each of <see cref="SubjectWords"/> once.</summary>
    public IReadOnlyList<string> StyleSubjects => [.. Styles.SelectMany(style => SubjectWords.Split(style.Inside).Concat(SubjectWords.Split(style.Outside))).Distinct()];

    /// <summary>What is to be found on the content, each of <see cref="SubjectWords"/> once: what is protected, <see cref="StyleSubjects"/>, and faces where a gate judges them.</summary>
    public IReadOnlyList<string> Subjects => [.. Settings.Protect.Concat(StyleSubjects).Concat(Settings.JudgesFaces ? [SubjectWords.Faces] : []).Distinct()];

    /// <summary>Absolute path of the record beside the picture.</summary>
    public string SidecarPath => RecordFile.Beside(OutputPath);

    /// <summary>Absolute path of the hidden file beside the picture that keeps the state of its render; null where the picture goes to standard output.</summary>
    public string? CheckpointPath => OutputPath == StandardStreams.OutputPath
        ? null
        : Path.Combine(Path.GetDirectoryName(OutputPath)!, $".{Path.GetFileName(OutputPath)}.checkpoint");

    /// <summary>The pyramid, smallest level first; the last one is the size of the output.</summary>
    public required IReadOnlyList<LevelPlan> Levels { get; init; }

    /// <summary>The plan with other iterations; null where these are not one number above 0 a level.</summary>
    public RenderPlan? WithIterations(IReadOnlyList<int> iterations)
    {
        ArgumentNullException.ThrowIfNull(iterations);
        return iterations.Count == Levels.Count && iterations.All(number => number > 0)
            ? this with { Levels = [.. Levels.Zip(iterations, (level, number) => level with { Iterations = number })] }
            : null;
    }

    /// <summary>All settings, resolved.</summary>
    public required RenderSettings Settings { get; init; }
}

using System.Globalization;
using StyleForge.Engine.Training;
using StyleForge.Hosting.Training;

namespace StyleForge.Presentation;

/// <summary>How trainings read in lines.</summary>
internal static class TrainingWords
{
    /// <summary><c>reading pictures: 120 of 1100</c>.</summary>
    public static string Reading(TrainingPictureProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"reading pictures: {progress.Done} of {progress.Total}");

    /// <summary><c>1035 pictures to train on; 40 too small, 20 twice and 5 unreadable are left out</c>.</summary>
    public static string Read(TrainingPictures pictures)
    {
        (OmissionKind Kind, string Word)[] kinds = [(OmissionKind.TooSmall, "too small"), (OmissionKind.Duplicate, "twice"), (OmissionKind.Unreadable, "unreadable")];
        string[] left = [.. from kind in kinds
                            let count = pictures.CountOmitted(kind.Kind)
                            where count > 0
                            select string.Create(CultureInfo.InvariantCulture, $"{count} {kind.Word}")];
        var omitted = left.Length == 0 ? "" : $"; left out: {string.Join(", ", left)}";
        return $"{Words.Count(pictures.Pictures.Count, "picture")} to train on{omitted}";
    }

    /// <summary><c>training 14000 steps</c>, or <c>going on from the checkpoint at step 500 of 14000</c>.</summary>
    public static string Begin(TrainingBegun begun) => begun.Step == 0
        ? $"training {Words.Count(begun.Steps, "step")}"
        : string.Create(CultureInfo.InvariantCulture, $"going on from the checkpoint at step {begun.Step} of {begun.Steps}");

    /// <summary><c>step 600 of 14000</c>.</summary>
    public static string Step(int step, int steps) => string.Create(CultureInfo.InvariantCulture, $"step {step} of {steps}");

    /// <summary><c>5 h 12 min left</c>; null while that cannot be told.</summary>
    public static string? Left(TimeSpan? remaining) => remaining is { } left ? $"{Words.Duration(left)} left" : null;

    /// <summary>What is said at the end; null where there is nothing to say but the weights' path.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="folder">The folder as sentences name it.</param>
    public static string? End(TrainingOutcome outcome, string folder) => outcome switch
    {
        { WasDone: true } => string.Create(
            CultureInfo.InvariantCulture, $"{folder} holds a finished training: all {outcome.Steps} steps are done. To train anew, name another folder with --output."),
        { IsDone: true } => null,
        { Kept: > 0 } => string.Create(
            CultureInfo.InvariantCulture, $"Interrupted at step {outcome.Step} of {outcome.Steps}: the same command goes on from the checkpoint at step {outcome.Kept}."),
        _ => string.Create(CultureInfo.InvariantCulture, $"Interrupted at step {outcome.Step} of {outcome.Steps}, before the first checkpoint: the same command begins anew."),
    };
}

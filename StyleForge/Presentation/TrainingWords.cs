using System.Globalization;
using StyleForge.Engine.Detection;
using StyleForge.Hosting.Training;
using StyleForge.Models.Faces;
using StyleForge.Training.Embeddings;
using StyleForge.Training.Pictures;

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

    /// <summary><c>training 14000 steps on cuda:0</c>, or <c>going on from the checkpoint at step 500 of 14000 on cpu</c>.</summary>
    public static string Begin(TrainingBegun begun) => begun.Step == 0
        ? $"training {Length(begun.Length)} on {begun.Device}"
        : $"going on from the checkpoint at {Step(begun.Step, begun.Length)} on {begun.Device}";

    /// <summary><c>step 600 of 14000</c>; <c>step 600</c> of a training that lasts minutes.</summary>
    public static string Step(int step, TrainingLength length) => length.Steps is { } steps
        ? string.Create(CultureInfo.InvariantCulture, $"step {step} of {steps}")
        : string.Create(CultureInfo.InvariantCulture, $"step {step}");

    /// <summary><c> (features 3.21, differences 5.04)</c>: the parts of the loss by their kinds; empty where there are none.</summary>
    public static string Parts(CurveGrown grown)
    {
        var kinds = grown.PartNames.Zip(grown.Point.Parts).GroupBy(part => part.First.Split(' ')[0], part => part.Second);
        var words = string.Join(", ", kinds.Select(kind => $"{kind.Key} {Words.Loss(kind.Sum())}"));
        return words.Length == 0 ? words : $" ({words})";
    }

    /// <summary><c>5 h 12 min left</c>; null while that cannot be told.</summary>
    public static string? Left(TimeSpan? remaining) => remaining is { } left ? $"{Words.Duration(left)} left" : null;

    /// <summary>What is said at the end; null where there is nothing to say but the weights' path.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="folder">The folder as sentences name it.</param>
    public static string? End(TrainingOutcome outcome, string folder) => outcome switch
    {
        { WasDone: true } => $"{folder} holds a finished training: all {Length(outcome.Length)} are done. To train anew, name another folder with --output.",
        { IsDone: true } => null,
        { Kept: > 0 } => string.Create(
            CultureInfo.InvariantCulture, $"Interrupted at {Step(outcome.Step, outcome.Length)}: the same command goes on from the checkpoint at step {outcome.Kept}."),
        _ => $"Interrupted at {Step(outcome.Step, outcome.Length)}, before the first checkpoint: the same command begins anew.",
    };

    /// <summary><c>54000 examples of 10 classes to train on, 6000 held out, 10000 to test with; lenet5 with 44,426 parameters</c>.</summary>
    public static string Read(ExamplesRead read) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Words.Count(read.Counts.Training, "example")}{(read.Counts.Objects is { } objects ? $" with {Words.Count(objects, "object")}" : "")} of {Words.Count(read.Counts.Classes, "class", "classes")} to train on, {read.Counts.HeldOut} held out{(read.Counts.Test > 0 ? $", {read.Counts.Test} to test with" : "")}; {read.Network} with {read.Parameters:N0} parameters");

    /// <summary>What stands above the rows of epochs.</summary>
    public const string EpochHead = "epoch    rate      loss     right   held-out loss   right";

    /// <summary>A row for an epoch; an asterisk stands where none before it did better.</summary>
    public static string Epoch(EpochDone done) => string.Create(
        CultureInfo.InvariantCulture,
        $"{done.Point.Epoch,5}  {done.Point.Rate,-8:0.######}  {done.Point.TrainingLoss,6:0.0000}  {100 * done.Point.TrainingAccuracy,6:0.00} %  {done.Point.HeldOutLoss,12:0.0000}  {100 * done.Point.HeldOutAccuracy,6:0.00} %{(done.IsBest ? " *" : "")}");

    /// <summary><c>89.61 % of 10000 examples to test with are right, and 90.12 % of 6000 held out; kept from epoch 9 of 10</c>.</summary>
    public static string Judged(ClassifierFacts facts)
    {
        var heldOut = string.Create(CultureInfo.InvariantCulture, $"{100 * facts.HeldOut.Accuracy:0.00} % of {facts.HeldOut.Total}");
        var test = facts.Test is { } own ? string.Create(CultureInfo.InvariantCulture, $"{100 * own.Accuracy:0.00} % of {own.Total} examples to test with are right, and {heldOut} held out") : $"{heldOut} examples held out are right";
        return string.Create(CultureInfo.InvariantCulture, $"{test}; kept from epoch {facts.Best.Epoch} of {facts.Epochs.Count}");
    }

    /// <summary><c>held out: 97.1 % of 2000 questions with 5 choices are right</c>; a line for each kind of question.</summary>
    public static string Judged(OneShotResult result) => string.Create(
        CultureInfo.InvariantCulture, $"{result.Name}: {100 * result.Accuracy:0.0} % of {result.Tasks} questions with {result.Ways} choices are right (±{100 * result.Error:0.0})");

    /// <summary><c>held out: of pairs of one class as many are taken for two as the other way round, 4.2 %, at the threshold 0.512</c>.</summary>
    public static string Judged(string name, VerificationCurve curve)
    {
        var point = curve.Points.MinBy(own => Math.Abs(own.FalseAccepts - own.FalseRejects))!;
        return string.Create(CultureInfo.InvariantCulture, $"{name}: at the threshold {point.Threshold:0.###} as many pairs of one class are refused as pairs of two are accepted, {100 * curve.EqualErrorRate:0.0} %");
    }

    /// <summary><c>On 100 other pictures the mean average precision is 0.957 at an overlap of 0.5 (circle 0.966, square 0.938), and 0.771 by COCO's mean</c>.</summary>
    public static string Judged(DetectorFacts facts)
    {
        var classes = string.Join(", ", facts.Detector.Classes.Zip(facts.Accuracy.ByClass, (name, precision) => $"{name} {Precision(precision)}"));
        return $"On {Words.Count(facts.Counts.HeldOut, "other picture")} the mean average precision is {Precision(facts.Accuracy.Overlap50)} at an overlap of 0.5 ({classes}), and {Precision(facts.Accuracy.Coco)} by COCO's mean";
    }

    /// <summary><c>with a score above 0.3 99.4 % of the objects are found with the right class at an overlap of 0.5; …</c>.</summary>
    public static string Judged(LocalisationAccuracy accuracy)
    {
        string?[] clauses =
        [
            accuracy.Found is { } found ? $"{Share(found)} of the objects are found with the right class at an overlap of 0.5" : null,
            accuracy.Quiet is { } quiet ? $"nothing is said on {Share(quiet)} of the pictures without one" : null,
            accuracy.PointsFound is { } near ? $"{Share(near)} of the points are nearer than a tenth of the object's longer side" : null,
            accuracy.PointError is { } error ? $"on average they are {Share(error)} of it away" : null,
        ];
        return string.Create(CultureInfo.InvariantCulture, $"With a score above {LocalisationAccuracy.Score} {string.Join("; ", clauses.Where(clause => clause is not null))}");

        static string Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %");
    }

    /// <summary><c>0.957</c>; <c>unknown</c> for a class that does not occur.</summary>
    public static string Precision(double? precision) => precision?.ToString("0.000", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>What is said of a training with a checkpoint that was interrupted.</summary>
    public static string Interrupted(TrainingOutcome outcome) => outcome.Kept > 0
        ? string.Create(CultureInfo.InvariantCulture, $"Interrupted at {Step(outcome.Step, outcome.Length)}: the same command with --resume goes on from the checkpoint at step {outcome.Kept}.")
        : "Interrupted before the first checkpoint: the same command begins anew.";

    private static string Length(TrainingLength length) => length.Minutes is { } minutes
        ? string.Create(CultureInfo.InvariantCulture, $"{minutes:0.##} {(minutes == 1 ? "minute" : "minutes")}")
        : Words.Count(length.Steps ?? 0, "step");
}

using StyleForge.Engine.Output;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;

namespace StyleForge.Reports;

/// <summary>What became of one job or of many: all that a report tells, as data.</summary>
internal sealed record BatchReport
{
    /// <summary>When the first job was begun, in the time of this place.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>Wall time from the first job to the last.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The folder that paths are shown from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What was not made, those that were never begun first.</summary>
    public required IReadOnlyList<ReportedFailure> Failures { get; init; }

    /// <summary>What was made, in order.</summary>
    public required IReadOnlyList<ReportedPicture> Pictures { get; init; }

    /// <summary>Names of the pictures that are left, because the batch was interrupted.</summary>
    public required IReadOnlyList<string> Left { get; init; }

    /// <summary>How many pictures were there already and were left alone.</summary>
    public int Kept { get; init; }

    /// <summary>The version that wrote the report.</summary>
    public string Version { get; init; } = ProductVersion.Text;

    /// <summary>How many pictures an hour were made; null where none was, or no time went by.</summary>
    public double? PicturesAnHour => Pictures.Count > 0 && Elapsed > TimeSpan.Zero ? Pictures.Count / Elapsed.TotalHours : null;

    /// <summary>Puts a report together.</summary>
    /// <param name="problems">Everything that is wrong with jobs that did not run.</param>
    /// <param name="outcomes">What became of those that did.</param>
    /// <param name="begun">When the first was begun.</param>
    /// <param name="elapsed">Wall time of all.</param>
    /// <param name="workingDirectory">The folder that paths are shown from.</param>
    public static BatchReport Of(
        IReadOnlyList<JobProblem> problems, IReadOnlyList<BatchOutcome> outcomes, DateTimeOffset begun, TimeSpan elapsed, string workingDirectory)
    {
        var wrong = problems.GroupBy(problem => problem.Source, StringComparer.Ordinal)
            .Select(file => new ReportedFailure(Path.GetFileName(file.Key), file.Key, [.. file.Select(Reason)]));
        var failed = outcomes.Where(outcome => outcome.Failure is not null)
            .Select(outcome => new ReportedFailure(outcome.Plan.Name, outcome.Plan.JobFile, [outcome.Failure!]));
        return new BatchReport
        {
            Begun = begun,
            Elapsed = elapsed,
            WorkingDirectory = workingDirectory,
            Failures = [.. wrong, .. failed],
            Pictures = [.. outcomes.Select(outcome => outcome.Report).OfType<RunReport>().Select(run => new ReportedPicture(run))],
            Left = [.. outcomes.Where(outcome => outcome.Report is null && outcome.Failure is null).Select(outcome => outcome.Plan.Name)],
        };
    }

    private static string Reason(JobProblem problem) =>
        problem.Line is { } line ? FormattableString.Invariant($"Line {line}: {problem.Message}") : problem.Message;
}

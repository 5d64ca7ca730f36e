using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>Progress as lines of text, for files and for terminals that cannot be redrawn.</summary>
/// <param name="error">Takes the lines.</param>
/// <param name="time">Spaces the lines out.</param>
/// <param name="folder">Paths are shown relative to it.</param>
/// <param name="styles">Folder of the bundled styles, which are shown by name; null where there is none.</param>
internal sealed class PlainProgress(TextWriter error, TimeProvider time, string folder, string? styles = null) : IProgressDisplay
{
    /// <summary>Least time between two lines about iterations of a picture.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _notices = [];

    // The jobs at work: how their lines begin, and when the last one was written.
    private readonly Dictionary<RenderPlan, (string Start, long LastLine)> _jobs = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public T During<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public void Say(string line) => error.WriteLine(line);

    /// <inheritdoc/>
    public void SayStopping() => error.WriteLine(Words.Stopping);

    /// <inheritdoc/>
    public void Observe(RenderEvent happened)
    {
        var plan = happened.Plan;
        switch (happened)
        {
            case JobStarted started:
                _jobs[plan] = (string.Create(CultureInfo.InvariantCulture, $"[{started.Index}/{started.Count}] {plan.Name}"), 0);
                Line(plan, $"{Words.Path(plan.ContentPath, folder)} in the style of {Listing.Of(plan.Styles.Select(style => Words.Style(style.Path, folder, styles) + Words.Place(style)))}");
                break;
            case JobNotice notice when _notices.Add(notice.Message):
                Line(plan, notice.Message);
                break;
            case LevelStarted level:
                var size = plan.Levels[level.Level - 1];
                Line(plan, $"level {level.Level}/{plan.Levels.Count}, {Words.Size(size.Width, size.Height)}, {Words.Count(size.Iterations, "iteration")}");
                break;
            case JobFinished finished:
                Line(plan, $"{Words.Path(plan.OutputPath, folder)} in {Words.Duration(TimeSpan.FromSeconds(finished.Report.Seconds))}"
                    + (finished.Batch is { Remaining.Ticks: > 0 } batch ? $"; {Words.Left(batch)}" : ""));
                _jobs.Remove(plan);
                break;
            case JobFailed failed:
                Line(plan, $"failed: {failed.Message}");
                _jobs.Remove(plan);
                break;
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        if (time.GetElapsedTime(_jobs.GetValueOrDefault(done.Plan).LastLine) >= Pause)
        {
            Line(done.Plan, Iteration(done));
        }
    }

    /// <summary><c>level 2/3, iteration 40/200, loss 0.1234, 1 min 20 s left</c>.</summary>
    public static string Iteration(in IterationDone done) =>
        string.Create(CultureInfo.InvariantCulture, $"level {done.Level}/{done.Plan.Levels.Count}, iteration {done.Iteration}/{done.Plan.Levels[done.Level - 1].Iterations}, loss {Words.Loss(done.Value)}")
        + (done.Remaining is { } remaining ? $", {Words.Duration(remaining)} left" : "")
        + (done.Batch is { } batch ? $"; {Words.Left(batch)}" : "");

    private void Line(RenderPlan plan, string text)
    {
        var start = _jobs.TryGetValue(plan, out var job) ? job.Start : plan.Name;
        _jobs[plan] = (start, time.GetTimestamp());
        error.WriteLine($"{start}: {text}");
    }
}

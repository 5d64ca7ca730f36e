using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Progress as one JSON object a line, for programs that read along.</summary>
/// <param name="lines">Takes the objects.</param>
/// <param name="error">Takes the sentences of jobs that failed, as in every other form.</param>
internal sealed class JsonProgress(JsonLines lines, TextWriter error) : IProgressDisplay
{
    // The jobs at work by their place in the batch, which tells those of one name apart.
    private readonly Dictionary<RenderPlan, int> _indices = new(ReferenceEqualityComparer.Instance);

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
                _indices[plan] = started.Index;
                var (width, height, _) = plan.Levels[^1];
                Write(plan, new StartedLine(
                    started.Count, plan.JobFile, plan.ContentPath, plan.Styles.Select(style => style.Path), plan.OutputPath, width, height, plan.Levels.Count));
                break;
            case JobNotice notice:
                Write(plan, new NoticeLine(notice.Message));
                break;
            case LevelStarted level:
                var size = plan.Levels[level.Level - 1];
                Write(plan, new LevelLine(level.Level, size.Width, size.Height, size.Iterations, level.Memory?.Windows, level.Memory?.Bytes));
                break;
            case JobFinished { Report: var report, Batch: var batch }:
                Write(plan, new FinishedLine(
                    plan.OutputPath,
                    Math.Round(report.Seconds, 3),
                    report.Features,
                    IterationLine.Seconds(batch?.Remaining),
                    IterationLine.Seconds(batch?.Total),
                    report.FinalParts,
                    report.Memory.Count > 0 ? report.Memory.Max(level => level.PeakTensorBytes ?? 0) : null));
                _indices.Remove(plan);
                break;
            case JobFailed failed:
                Write(plan, new FailedLine(failed.Message));
                _indices.Remove(plan);
                error.WriteLine($"{plan.Name}: {failed.Message}");
                break;
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done) => Write(done.Plan, IterationLine.Of(done));

    private void Write<T>(RenderPlan plan, T line)
        where T : JsonLine
    {
        line.Job = plan.Name;
        line.Index = _indices.TryGetValue(plan, out var index) ? index : null;
        lines.Write(line);
    }
}

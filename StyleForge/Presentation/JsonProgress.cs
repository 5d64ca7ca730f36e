using System.Text.Json;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;

namespace StyleForge.Presentation;

/// <summary>
/// Progress as one JSON object a line, for programs that read along. The names are a contract, described in
/// <c>docs/command-line.md</c>; names may be added, and none is changed or taken away.
/// </summary>
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
                Write("started", plan, json =>
                {
                    json.WriteNumber("count", started.Count);
                    json.WriteString("jobFile", plan.JobFile);
                    json.WriteString("content", plan.ContentPath);
                    json.WriteStartArray("styles");
                    foreach (var style in plan.Styles)
                    {
                        json.WriteStringValue(style.Path);
                    }

                    json.WriteEndArray();
                    json.WriteString("output", plan.OutputPath);
                    json.WriteNumber("width", plan.Levels[^1].Width);
                    json.WriteNumber("height", plan.Levels[^1].Height);
                    json.WriteNumber("levels", plan.Levels.Count);
                });
                break;
            case JobNotice notice:
                Write("notice", plan, json => json.WriteString("message", notice.Message));
                break;
            case LevelStarted level:
                Write("level", plan, json =>
                {
                    json.WriteNumber("level", level.Level);
                    json.WriteNumber("width", plan.Levels[level.Level - 1].Width);
                    json.WriteNumber("height", plan.Levels[level.Level - 1].Height);
                    json.WriteNumber("iterations", plan.Levels[level.Level - 1].Iterations);
                    if (level.Memory is { } memory)
                    {
                        json.WriteNumber("windows", memory.Windows);
                        json.WriteNumber("predictedBytes", memory.Bytes);
                    }
                });
                break;
            case JobFinished finished:
                Write("finished", plan, json =>
                {
                    json.WriteString("output", plan.OutputPath);
                    json.WriteNumber("seconds", Math.Round(finished.Report.Seconds, 3));
                    json.WriteString("features", finished.Report.Features);
                    WriteBatch(json, finished.Batch);
                    JsonLines.WriteParts(json, finished.Report.FinalParts);
                    if (finished.Report.Memory.Count > 0)
                    {
                        json.WriteNumber("peakTensorBytes", finished.Report.Memory.Max(level => level.PeakTensorBytes ?? 0));
                    }
                });
                _indices.Remove(plan);
                break;
            case JobFailed failed:
                Write("failed", plan, json => json.WriteString("message", failed.Message));
                _indices.Remove(plan);
                error.WriteLine($"{plan.Name}: {failed.Message}");
                break;
        }
    }

    /// <inheritdoc/>
    public void Observe(in IterationDone done)
    {
        var iteration = done;
        Write("iteration", done.Plan, json =>
        {
            json.WriteNumber("level", iteration.Level);
            json.WriteNumber("iteration", iteration.Iteration);
            JsonLines.WriteFinite(json, "loss", iteration.Value);
            JsonLines.WriteParts(json, [.. iteration.PartNames.Zip(iteration.Parts, (name, value) => new LossPart(name, value))]);
            json.WriteNumber("fraction", Math.Round(iteration.Fraction, 6));
            if (iteration.Remaining is { } remaining)
            {
                json.WriteNumber("remainingSeconds", Math.Round(remaining.TotalSeconds, 1));
            }
            else
            {
                json.WriteNull("remainingSeconds");
            }

            WriteBatch(json, iteration.Batch);
        });
    }

    private static void WriteBatch(Utf8JsonWriter json, BatchTime? batch)
    {
        if (batch is { } time)
        {
            json.WriteNumber("batchRemainingSeconds", Math.Round(time.Remaining.TotalSeconds, 1));
            json.WriteNumber("batchTotalSeconds", Math.Round(time.Total.TotalSeconds, 1));
        }
    }

    private void Write(string happened, RenderPlan plan, Action<Utf8JsonWriter> addFields) => lines.Write(happened, plan.Name, json =>
    {
        if (_indices.TryGetValue(plan, out var index))
        {
            json.WriteNumber("index", index);
        }

        addFields(json);
    });
}

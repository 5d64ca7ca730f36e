using System.Globalization;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Models.Files;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>What became of a batch.</summary>
/// <param name="outcomes">One a picture.</param>
/// <param name="invalid">How many job files were wrong and did not run.</param>
/// <param name="elapsed">Wall time of the whole.</param>
internal sealed class BatchSummary(IReadOnlyList<BatchOutcome> outcomes, int invalid, TimeSpan elapsed)
{
    private readonly int _finished = outcomes.Count(outcome => outcome.Report is not null);
    private readonly int _failed = outcomes.Count(outcome => outcome.Failure is not null);

    /// <summary>Pictures that were not taken, because no more were asked for.</summary>
    public int Left { get; init; }

    /// <summary>Pictures that were there already.</summary>
    public int Kept { get; init; }

    private int Unfinished => outcomes.Count - _finished - _failed;

    /// <summary>
    /// Writes the result: JSON or a table on standard output (for a single picture its path alone), and on standard error,
    /// where it was interrupted, how far it came.
    /// </summary>
    public void Write(HostEnvironment environment, RunRequest request, JsonLines lines)
    {
        if (request.Json)
        {
            lines.Write(new BatchLine(_finished, _failed, Unfinished, Left, Kept, invalid, Math.Round(elapsed.TotalSeconds, 3)));
        }
        else if (!request.Quiet)
        {
            WriteText(environment);
        }

        if (Unfinished > 0)
        {
            environment.Error.WriteLine(HowFar(environment));
        }
    }

    private string HowFar(HostEnvironment environment)
    {
        var first = outcomes.First(outcome => outcome.Report is null && outcome.Failure is null).Plan;
        var what = environment.Interrupted.IsCancellationRequested ? "Interrupted" : "Not all is done";
        return outcomes.Count == 1
            ? $"{what}: {Words.Path(first.OutputPath, environment.WorkingDirectory)} was not written."
            : $"{what}: {_finished} of {Words.Count(outcomes.Count, "picture")} finished; nothing was written for {first.Name}{(Unfinished > 1 ? $" and {Words.Count(Unfinished - 1, "other picture")}" : "")}. Give the same command with --no-overwrite to render the rest.";
    }

    private void WriteText(HostEnvironment environment)
    {
        if (outcomes.Count == 1 && invalid == 0)
        {
            if (_finished == 1 && outcomes[0].Plan.OutputPath != StandardStreams.OutputPath)
            {
                environment.Output.WriteLine(Words.Path(outcomes[0].Plan.OutputPath, environment.WorkingDirectory));
            }

            return;
        }

        var table = new TextTable("job", "size", ">time", ">loss", "result");
        foreach (var outcome in outcomes)
        {
            var level = outcome.Plan.Levels[^1];
            table.Add(
                outcome.Plan.Name,
                Words.Size(level.Width, level.Height),
                outcome.Report is { } report ? Words.Duration(TimeSpan.FromSeconds(report.Seconds)) : "-",
                outcome.Report is { } made ? Words.Loss(made.FinalParts.Sum(part => part.Value)) : "-",
                outcome switch
                {
                    { Report: not null } => Words.Path(outcome.Plan.OutputPath, environment.WorkingDirectory),
                    { Failure: { } why } => $"failed: {why}",
                    _ => "not finished",
                });
        }

        table.Write(environment.Output);
        var rest = string.Concat(
            _failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_failed} failed") : "",
            Unfinished > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Unfinished} not finished") : "",
            invalid > 0 ? $", {Words.Count(invalid, "job file")} wrong" : "");
        environment.Output.WriteLine($"{Words.Count(_finished, "picture")} finished{rest}, in {Words.Duration(elapsed)}.");
    }
}

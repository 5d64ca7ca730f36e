using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Backends.Managed;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Hosting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Weights;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes plans without rendering them.</summary>
/// <param name="environment">Where to.</param>
/// <param name="lines">Takes the plans as JSON; null for text.</param>
/// <param name="preview">Foretells what they take of memory; null for saying nothing of it.</param>
/// <param name="atOnce">How many would be at work at once.</param>
/// <param name="threads">How many threads would work, for all of them together.</param>
internal sealed class PlanPrinter(HostEnvironment environment, JsonLines? lines, MemoryPreview? preview, int atOnce, int threads)
{
    private readonly string? _styles = new StyleLibrary(environment).Folder;
    private readonly IReadOnlyList<Speed> _speeds = new SpeedFile(environment).Read();

    /// <summary>Writes all of them.</summary>
    public void Write(IReadOnlyList<RenderPlan> plans)
    {
        var estimates = plans.Select(Estimate).ToList();
        foreach (var (plan, whole) in plans.Zip(estimates))
        {
            // What was measured was measured alone: several pictures at once get in each other's way.
            var estimate = atOnce == 1 ? whole : null;
            if (lines is null)
            {
                WriteText(plan, estimate);
            }
            else
            {
                WriteLine(lines, plan, estimate);
            }
        }

        if (plans.Count > 1 && estimates.TrueForAll(estimate => estimate is not null))
        {
            WriteTotal(plans.Count, TimeEstimate.Sum([.. estimates.Select(estimate => estimate!.Value)])!.Value);
        }
    }

    // Together they have the same threads as one after the other.
    private void WriteTotal(int pictures, TimeEstimate total)
    {
        if (lines is null)
        {
            environment.Output.WriteLine($"{Words.Count(pictures, "picture")}: {Words.Estimate(total)}");
            return;
        }

        lines.Write(new EstimateLine(pictures, Math.Round(total.Seconds, 1), total.ExtrapolatedFrom));
    }

    private void WriteLine(JsonLines to, RenderPlan plan, TimeEstimate? estimate)
    {
        var json = JsonElement.Parse(RenderPlanJson.Write(plan));
        double? seconds = estimate is { } time ? Math.Round(time.Seconds, 1) : null;
        if (preview is null)
        {
            to.Write(new PlanLine(json, seconds, estimate?.ExtrapolatedFrom) { Job = plan.Name });
            return;
        }

        var forecast = Forecast(plan, out _);
        var memory = forecast?.Levels.Select(level => new ForetoldLevel(level.Windows, level.History, level.Bytes));
        to.Write(new ForetoldPlanLine(json, forecast?.Backend, memory, seconds, estimate?.ExtrapolatedFrom) { Job = plan.Name });
    }

    private void WriteText(RenderPlan plan, TimeEstimate? estimate)
    {
        var levels = plan.Levels.Select(level => $"{Words.Size(level.Width, level.Height)} for {Words.Count(level.Iterations, "iteration")}");
        environment.Output.WriteLine(plan.Name);
        Row("content", Shown(plan.ContentPath));
        foreach (var style in plan.Styles)
        {
            Row("style", string.Create(CultureInfo.InvariantCulture, $"{Words.Style(style.Path, environment.WorkingDirectory, _styles)}, share {style.Weight:0.###}, scale {style.Scale:0.###}")
                + (style.MaskPath is { } mask ? $", where {Shown(mask)} is white" : "")
                + (style.IsSought ? "," + Words.Place(style) : ""));
        }

        Row("output", Shown(plan.OutputPath));
        Row("picture", Picture(plan));
        Row("network", plan.Settings.Network + (plan.Settings.WeightsFile is { } file ? $" with {Shown(file)}" : ""));
        Row("levels", string.Join(", ", levels));
        Row("device", Forecast(plan, out _)?.Backend ?? plan.Settings.Device);
        if (preview is not null)
        {
            Row("memory", MemoryText(plan));
        }

        Row("costs", string.Create(CultureInfo.InvariantCulture, $"content {plan.Settings.ContentWeight}, style {ObjectiveDescription.Of(plan.Settings).StyleWeight:0.###}, total variation {plan.Settings.TotalVariationWeight}"));
        Row("seed", plan.Settings.Seed.ToString(CultureInfo.InvariantCulture));
        if (estimate is { } time)
        {
            Row("time", Words.Estimate(time));
        }
    }

    private string MemoryText(RenderPlan plan)
    {
        if (Forecast(plan, out var problem) is not { Levels: var levels })
        {
            return problem;
        }

        var windows = plan.Levels.Zip(levels).Where(pair => pair.Second.Windows > 1).Select(pair =>
            $", {Words.Size(pair.First.Width, pair.First.Height)} in {pair.Second.Windows} windows of {Words.Size(pair.Second.WindowWidth, pair.Second.WindowHeight)}");
        return $"{MemorySize.Format(levels.Max(level => level.Bytes))}{string.Concat(windows)}";
    }

    // Null where nobody foretells, where the plan does not fit, or where its network is not there; the sentence says which.
    private (string Backend, IReadOnlyList<LevelMemory> Levels)? Forecast(RenderPlan plan, out string problem)
    {
        problem = "";
        try
        {
            return preview?.Of(plan);
        }
        catch (Exception failure) when (failure is MemoryLimitException or BackendException or WeightFormatException or ImageFileException or IOException or UnauthorizedAccessException)
        {
            problem = failure.Message;
            return null;
        }
    }

    // What was measured was measured on the managed engine.
    private TimeEstimate? Estimate(RenderPlan plan) =>
        (Forecast(plan, out _)?.Backend ?? ManagedBackend.EngineName) == ManagedBackend.EngineName ? Speed.Estimate(_speeds, plan, threads, VectorWidth.Bits) : null;

    private static string Picture(RenderPlan plan)
    {
        var level = plan.Levels[^1];
        var bytes = (long)level.Width * level.Height * 3 * plan.Settings.BitDepth / 8;
        return string.Create(CultureInfo.InvariantCulture, $"{Words.Size(level.Width, level.Height)}, {plan.Settings.BitDepth} bits, {Words.Bytes(bytes)} before compression");
    }

    private string Shown(string path) => Words.Path(path, environment.WorkingDirectory);

    private void Row(string name, string value) => environment.Output.WriteLine($"  {name,-8} {value}");
}

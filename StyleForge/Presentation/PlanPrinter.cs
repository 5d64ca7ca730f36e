using System.Globalization;
using System.Text.Json;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Planning;
using StyleForge.Hosting;
using StyleForge.Models.Kernels;

namespace StyleForge.Presentation;

/// <summary>Writes plans without rendering them.</summary>
/// <param name="environment">Where to.</param>
/// <param name="lines">Takes the plans as JSON; null for text.</param>
/// <param name="threads">Threads that would work; null for one a processor.</param>
internal sealed class PlanPrinter(HostEnvironment environment, JsonLines? lines, int? threads)
{
    private readonly string? _styles = new StyleLibrary(environment).Folder;
    private readonly IReadOnlyList<Speed> _speeds = new SpeedFile(environment).Read();

    /// <summary>Writes all of them.</summary>
    public void Write(IReadOnlyList<RenderPlan> plans)
    {
        foreach (var plan in plans)
        {
            if (lines is null)
            {
                WriteText(plan);
            }
            else
            {
                using var document = JsonDocument.Parse(RenderPlanJson.Write(plan));
                lines.Write("plan", plan.Name, json =>
                {
                    json.WritePropertyName("plan");
                    document.RootElement.WriteTo(json);
                    if (Estimate(plan) is { } estimate)
                    {
                        json.WriteNumber("estimatedSeconds", Math.Round(estimate.Seconds, 1));
                    }
                });
            }
        }
    }

    private void WriteText(RenderPlan plan)
    {
        var levels = plan.Levels.Select(level => $"{Words.Size(level.Width, level.Height)} for {Words.Count(level.Iterations, "iteration")}");
        environment.Output.WriteLine(plan.Name);
        Row("content", Shown(plan.ContentPath));
        foreach (var style in plan.Styles)
        {
            Row("style", string.Create(CultureInfo.InvariantCulture, $"{Words.Style(style.Path, environment.WorkingDirectory, _styles)}, share {style.Weight:0.###}, scale {style.Scale:0.###}")
                + (style.MaskPath is { } mask ? $", where {Shown(mask)} is white" : ""));
        }

        Row("output", Shown(plan.OutputPath));
        Row("picture", Picture(plan));
        Row("network", plan.Settings.Network + (plan.Settings.WeightsFile is { } file ? $" with {Shown(file)}" : ""));
        Row("levels", string.Join(", ", levels));
        Row("costs", string.Create(CultureInfo.InvariantCulture, $"content {plan.Settings.ContentWeight}, style {plan.Settings.StyleWeight}, total variation {plan.Settings.TotalVariationWeight}"));
        Row("seed", plan.Settings.Seed.ToString(CultureInfo.InvariantCulture));
        if (Estimate(plan) is { } estimate)
        {
            Row("time", string.Create(CultureInfo.InvariantCulture, $"about {Words.Duration(TimeSpan.FromSeconds(estimate.Seconds))} on this machine, measured {estimate.Measured:yyyy-MM-dd}"));
        }
    }

    private (double Seconds, DateOnly Measured)? Estimate(RenderPlan plan) =>
        Speed.Estimate(_speeds, plan, threads ?? Environment.ProcessorCount, VectorWidth.Bits);

    private static string Picture(RenderPlan plan)
    {
        var level = plan.Levels[^1];
        var bytes = (long)level.Width * level.Height * 3 * plan.Settings.BitDepth / 8;
        return string.Create(CultureInfo.InvariantCulture, $"{Words.Size(level.Width, level.Height)}, {plan.Settings.BitDepth} bits, {Words.Bytes(bytes)} before compression");
    }

    private string Shown(string path) => Words.Path(path, environment.WorkingDirectory);

    private void Row(string name, string value) => environment.Output.WriteLine($"  {name,-8} {value}");
}

using System.Text.Json;
using System.Text.Json.Serialization;
using StyleForge.Engine.Settings;

namespace StyleForge.Presentation.Messages;

/// <summary>Something is wrong with a job.</summary>
internal sealed record ProblemLine(string Source, int? Line, string Field, string Message) : JsonLine("problem")
{
    /// <summary>The line of a problem.</summary>
    public static ProblemLine Of(JobProblem problem) => new(problem.Source, problem.Line, problem.Field, problem.Message);
}

/// <summary>What came of checking a job file.</summary>
internal sealed record JobLine(string JobFile, int Problems, int Pictures) : JsonLine("job");

/// <summary>What came of checking all of them.</summary>
internal sealed record CheckLine(int JobFiles, int Invalid, int Pictures) : JsonLine("summary");

/// <summary>A picture that would be made, and how long it would take, where that is known.</summary>
internal record PlanLine(
    JsonElement Plan,
    [property: JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? EstimatedSeconds,
    [property: JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ExtrapolatedFrom) : JsonLine("plan");

/// <summary>A picture that would be made, with the memory of its levels: null where nobody can tell.</summary>
internal sealed record ForetoldPlanLine(
    JsonElement Plan,
    [property: JsonPropertyOrder(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Backend,
    [property: JsonPropertyOrder(1)] IEnumerable<ForetoldLevel>? Memory,
    double? EstimatedSeconds,
    int? ExtrapolatedFrom) : PlanLine(Plan, EstimatedSeconds, ExtrapolatedFrom);

/// <summary>The memory of a level.</summary>
internal sealed record ForetoldLevel(int Windows, int History, long PredictedBytes);

/// <summary>How long all of them would take.</summary>
internal sealed record EstimateLine(
    int Pictures,
    double EstimatedSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ExtrapolatedFrom) : JsonLine("estimate");

/// <summary>What would be done of them in the time that there is: a share of all iterations, null where nobody can tell.</summary>
internal sealed record BudgetLine(double Seconds, double? IterationShare) : JsonLine("budget");

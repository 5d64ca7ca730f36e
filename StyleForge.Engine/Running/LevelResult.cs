using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;

namespace StyleForge.Engine.Running;

/// <summary>How a level went.</summary>
/// <param name="Values">The objective's value before each step.</param>
/// <param name="FirstParts">Its named parts before the first step.</param>
/// <param name="FinalParts">Its named parts at the picture that was kept.</param>
/// <param name="Memory">What it took of memory.</param>
internal sealed record LevelResult(IReadOnlyList<double> Values, IReadOnlyList<LossPart> FirstParts, IReadOnlyList<LossPart> FinalParts, LevelMemory Memory)
{
    // By less than this part of its value an objective also changes by how its sums are rounded.
    private const double LeastProgress = 1e-6;

    /// <summary>True where the steps brought the objective nowhere although there was something to gain.</summary>
    public bool StoodStill => Values[0] > 0 && !(FinalParts.Sum(part => part.Value) < Values[0] * (1 - LeastProgress));

    /// <summary>By which part of its value the style's cost fell: below 0 where it rose, null where it was 0.</summary>
    public double? StyleProgress => StyleCost(FirstParts) is var first and > 0 ? 1 - (StyleCost(FinalParts) / first) : null;

    private static double StyleCost(IReadOnlyList<LossPart> parts) =>
        parts.Where(part => part.Name.StartsWith(ObjectiveDescription.StylePrefix, StringComparison.Ordinal)).Sum(part => part.Value);
}

using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
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

    // More than a network has taps, for each style that may have a mask.
    private const int MostParts = 1 << 12;

    /// <summary>True where the steps brought the objective nowhere although there was something to gain.</summary>
    public bool StoodStill => Values[0] > 0 && !(FinalParts.Sum(part => part.Value) < Values[0] * (1 - LeastProgress));

    /// <summary>By which part of its value the style's cost fell: below 0 where it rose, null where it was 0.</summary>
    public double? StyleProgress => StyleCost(FirstParts) is var first and > 0 ? 1 - (StyleCost(FinalParts) / first) : null;

    /// <summary>Writes a result, or reads one.</summary>
    /// <param name="state">Where to, or where from.</param>
    /// <param name="result">What is written; null to read.</param>
    /// <param name="iterations">Iterations of the level.</param>
    /// <param name="memory">What was foretold of its memory.</param>
    /// <exception cref="InvalidDataException">What is read is no result of such a level.</exception>
    public static LevelResult Exchange(StateExchange state, LevelResult? result, int iterations, LevelMemory memory)
    {
        var values = result is null ? new double[iterations] : [.. result.Values];
        state.Exchange<double>(values);
        var peak = result?.Memory.PeakTensorBytes ?? 0;
        state.Exchange(ref peak);
        var (first, final) = (Exchange(state, result?.FirstParts), Exchange(state, result?.FinalParts));
        return new LevelResult(values, first, final, memory with { PeakTensorBytes = peak });
    }

    private static LossPart[] Exchange(StateExchange state, IReadOnlyList<LossPart>? own)
    {
        var count = own?.Count ?? 0;
        state.Exchange(ref count, MostParts);
        var parts = new LossPart[count];
        for (var i = 0; i < count; i++)
        {
            var (name, value) = own is null ? ("", 0) : (own[i].Name, own[i].Value);
            state.Exchange(ref name);
            state.Exchange(ref value);
            parts[i] = new LossPart(name, value);
        }

        return parts;
    }

    private static double StyleCost(IReadOnlyList<LossPart> parts) =>
        parts.Where(part => part.Name.StartsWith(ObjectiveDescription.StylePrefix, StringComparison.Ordinal)).Sum(part => part.Value);
}

using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Engine.Output;

namespace StyleForge.Engine.Running;

/// <summary>How a level went.</summary>
/// <param name="Values">The objective's value before each step.</param>
/// <param name="FinalParts">Its named parts at the picture that was kept.</param>
/// <param name="Memory">What it took of memory.</param>
internal sealed record LevelResult(IReadOnlyList<double> Values, IReadOnlyList<LossPart> FinalParts, LevelMemory Memory)
{
    // By less than this part of its value an objective also changes by how its sums are rounded.
    private const double LeastProgress = 1e-6;

    // More than a network has taps, for each style that may have a mask.
    private const int MostParts = 1 << 12;

    /// <summary>True where the steps brought the objective nowhere although there was something to gain.</summary>
    public bool StoodStill => Values[0] > 0 && !(FinalParts.Sum(part => part.Value) < Values[0] * (1 - LeastProgress));

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
        var count = result?.FinalParts.Count ?? 0;
        state.Exchange(ref count, MostParts);
        var parts = new LossPart[count];
        for (var i = 0; i < count; i++)
        {
            var (name, value) = result is null ? ("", 0) : (result.FinalParts[i].Name, result.FinalParts[i].Value);
            state.Exchange(ref name);
            state.Exchange(ref value);
            parts[i] = new LossPart(name, value);
        }

        return new LevelResult(values, parts, memory with { PeakTensorBytes = peak });
    }
}

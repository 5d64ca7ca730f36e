using StyleForge.Engine.Losses;

namespace StyleForge.Engine.Running;

/// <summary>How a level went.</summary>
/// <param name="Values">The objective's value at each evaluation.</param>
/// <param name="FinalParts">Its named parts at the last evaluation.</param>
internal sealed record LevelResult(IReadOnlyList<double> Values, IReadOnlyList<LossPart> FinalParts);

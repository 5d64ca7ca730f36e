using StyleForge.Engine.Losses;

namespace StyleForge.Engine.Running;

/// <summary>How a level went.</summary>
/// <param name="Values">The objective's value before each step.</param>
/// <param name="FinalParts">Its named parts at the picture that was kept.</param>
internal sealed record LevelResult(IReadOnlyList<double> Values, IReadOnlyList<LossPart> FinalParts);

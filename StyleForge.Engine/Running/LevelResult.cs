using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;

namespace StyleForge.Engine.Running;

/// <summary>How a level went.</summary>
/// <param name="Values">The objective's value before each step.</param>
/// <param name="FinalParts">Its named parts at the picture that was kept.</param>
/// <param name="Memory">What it took of memory.</param>
internal sealed record LevelResult(IReadOnlyList<double> Values, IReadOnlyList<LossPart> FinalParts, LevelMemory Memory);

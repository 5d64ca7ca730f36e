using StyleForge.Engine.Objectives;
using StyleForge.Engine.Output;

namespace StyleForge.Engine.Running;

/// <summary>A pyramid level as it will be worked.</summary>
/// <param name="Level">Makes its objective.</param>
/// <param name="Memory">What it will take of memory.</param>
internal sealed record PlannedLevel(ILevel Level, LevelMemory Memory);

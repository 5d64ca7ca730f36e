namespace StyleForge.Engine.Planning;

/// <summary>What a planner must know of a feature network.</summary>
/// <param name="MinimumSides">
/// For each tap, the shortest side in pixels that a picture must have for the tap to hold anything; <c>relu1_1</c> 1, <c>relu5_1</c> 16.
/// </param>
public sealed record NetworkLimits(IReadOnlyDictionary<string, int> MinimumSides);

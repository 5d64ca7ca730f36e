using StyleForge.Models.Kernels;

namespace StyleForge.Engine.Planning;

/// <summary>What a planner must know of a feature network.</summary>
/// <param name="Taps">Its taps, in order.</param>
/// <param name="MinimumSide">
/// The shortest side in pixels that a picture must have for a tap to hold anything, by what convolutions read beyond the edge:
/// <c>relu5_1</c> 16 with zeros, more with reflection, which needs a neighbour to reflect.
/// </param>
public sealed record NetworkLimits(IReadOnlyList<string> Taps, Func<string, BorderMode, int> MinimumSide);

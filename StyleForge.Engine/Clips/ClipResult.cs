namespace StyleForge.Engine.Clips;

/// <summary>A rendered clip, and what was measured of it.</summary>
/// <param name="Clip">The clip; no sample is beyond 0 to 1.</param>
/// <param name="StyleBefore">How far the noise at the start was from the example: <c>‖G − G′‖² / ‖G′‖²</c> of the Gram matrices, the mean of all scales and of all frames that were rendered alone.</param>
/// <param name="StyleAfter">How far the result is, in the same way.</param>
public sealed record ClipResult(Clip Clip, double StyleBefore, double StyleAfter);

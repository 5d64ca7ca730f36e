namespace StyleForge.Engine.Optimisation;

/// <summary>Where the way down an objective led.</summary>
/// <param name="Picture">The best of all that were seen.</param>
/// <param name="Before">The objective's parts at the start.</param>
/// <param name="After">The objective's parts at the best.</param>
public sealed record Descent(float[] Picture, IReadOnlyList<double> Before, IReadOnlyList<double> After);

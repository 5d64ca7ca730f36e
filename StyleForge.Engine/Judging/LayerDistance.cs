namespace StyleForge.Engine.Judging;

/// <summary>How far two pictures' Gram matrices are apart at one layer.</summary>
/// <param name="Tap">The tap: <c>relu3_1</c>.</param>
/// <param name="Distance"><c>‖G − G′‖ / ‖G′‖</c> in the norm of Frobenius: 0 for the style itself, 1 for a picture without any features.</param>
public sealed record LayerDistance(string Tap, double Distance);

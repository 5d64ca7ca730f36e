namespace StyleForge.Engine.Measuring;

/// <summary>How fast one step of a network was.</summary>
/// <param name="Layers">The taps of the layers that its kernel computes, mostly one.</param>
/// <param name="Seconds">Seconds a million pixels of an iteration, both passes.</param>
public sealed record LayerSpeed(IReadOnlyList<string> Layers, double Seconds);

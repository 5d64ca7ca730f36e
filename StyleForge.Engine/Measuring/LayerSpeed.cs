namespace StyleForge.Engine.Measuring;

/// <summary>How fast one step of a network was.</summary>
/// <param name="Layer">The layer, or the layers that one kernel computes.</param>
/// <param name="Seconds">Seconds a million pixels of an iteration, both passes.</param>
public sealed record LayerSpeed(string Layer, double Seconds);

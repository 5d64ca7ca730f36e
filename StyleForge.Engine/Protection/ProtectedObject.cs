using StyleForge.Models.Detection;

namespace StyleForge.Engine.Protection;

/// <summary>An object that was found and is protected.</summary>
/// <param name="Name">What it is: <c>face</c>, or one of the detector's classes.</param>
/// <param name="Box">Where it is, in pixels.</param>
/// <param name="Score">How sure the network is, 0 to 1.</param>
public sealed record ProtectedObject(string Name, Box Box, double Score);

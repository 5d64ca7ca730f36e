using StyleForge.Models.Detection;

namespace StyleForge.Models.Faces;

/// <summary>A face in a picture.</summary>
/// <param name="Box">Where it is, in pixels; may lie beyond the picture's edges.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
public sealed record FoundFace(Box Box, double Score);

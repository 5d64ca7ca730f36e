using StyleForge.Models.Detection;

namespace StyleForge.Engine.Subjects;

/// <summary>What became of a face of the content.</summary>
/// <param name="Box">Where it is on the picture, in its pixels.</param>
/// <param name="Distance">How far its descriptor is from that of the content: 0 for the same face, 0.6 and more for what passes for somebody else.</param>
public sealed record FaceChange(Box Box, double Distance);

using StyleForge.Models.Faces;

namespace StyleForge.Engine.Protection;

/// <summary>A face of the content.</summary>
/// <param name="Found">Where it is.</param>
/// <param name="Points">Its points.</param>
public sealed record ProtectedFace(FoundFace Found, FacePoints Points);

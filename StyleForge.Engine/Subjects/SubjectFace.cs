using StyleForge.Models.Faces;

namespace StyleForge.Engine.Subjects;

/// <summary>A face of the content.</summary>
/// <param name="Found">Where it is.</param>
/// <param name="Points">Its points.</param>
public sealed record SubjectFace(FoundFace Found, FacePoints Points);

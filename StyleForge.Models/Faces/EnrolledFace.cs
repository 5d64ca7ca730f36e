namespace StyleForge.Models.Faces;

/// <summary>A face that a person was enrolled by.</summary>
/// <param name="Picture">The name of the picture's file, for people.</param>
/// <param name="Descriptor">Its descriptor.</param>
public sealed record EnrolledFace(string Picture, IReadOnlyList<float> Descriptor);

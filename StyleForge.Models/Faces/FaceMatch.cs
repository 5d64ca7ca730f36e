namespace StyleForge.Models.Faces;

/// <summary>The known person whom a face is least unlike.</summary>
/// <param name="Name">The person.</param>
/// <param name="Distance">How unlike.</param>
public sealed record FaceMatch(string Name, double Distance);

namespace StyleForge.Models.Faces;

/// <summary>Two faces of whom it is known whether they are one person's.</summary>
/// <param name="Distance">How unlike they are.</param>
/// <param name="IsSame">True for one person.</param>
public sealed record FacePair(double Distance, bool IsSame);

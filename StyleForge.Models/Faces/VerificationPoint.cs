namespace StyleForge.Models.Faces;

/// <summary>How often a threshold errs.</summary>
/// <param name="Threshold">Below this distance two faces are taken for one person's.</param>
/// <param name="FalseAccepts">The share of the pairs of two people that are taken for one person.</param>
/// <param name="FalseRejects">The share of the pairs of one person that are taken for two people.</param>
public sealed record VerificationPoint(double Threshold, double FalseAccepts, double FalseRejects);

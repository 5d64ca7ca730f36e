namespace StyleForge.Models.Classification;

/// <summary>A class that a network holds likely.</summary>
/// <param name="Index">Its place among the network's classes, from 0.</param>
/// <param name="Probability">How likely, 0 to 1.</param>
public readonly record struct RankedClass(int Index, double Probability);

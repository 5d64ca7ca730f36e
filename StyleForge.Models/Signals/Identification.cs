namespace StyleForge.Models.Signals;

/// <summary>What a file is.</summary>
/// <param name="Type">What is told: the likeliest type, or text or unknown where that is too doubtful.</param>
/// <param name="Score">How likely the network found its own type, 0 to 1; 1 where it was not asked.</param>
/// <param name="Ranking">The network's types, the likeliest first, each with its probability; empty where it was not asked.</param>
/// <param name="Reason">Why another type is told than the network's; null where it is the same.</param>
public sealed record Identification(FileType Type, double Score, IReadOnlyList<(FileType Type, double Probability)> Ranking, IdentificationReason? Reason = null);

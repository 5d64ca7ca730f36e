namespace StyleForge.Models.Descriptions;

/// <summary>One of several files that weights are published as.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">The first hexadecimal digits of its SHA-256, lower case; all 64 where they are known.</param>
/// <param name="Bytes">Its size.</param>
public sealed record PublishedFile(string Name, string Sha256, long Bytes);

using StyleForge.Models.Signals;

namespace StyleForge.Presentation;

/// <summary>A file, and what it is.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="What">What it is.</param>
internal sealed record IdentifiedFile(string Path, Identification What);

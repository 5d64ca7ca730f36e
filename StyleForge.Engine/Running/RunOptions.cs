namespace StyleForge.Engine.Running;

/// <summary>How to run, as opposed to what to make: nothing here changes a bit of a picture.</summary>
/// <param name="Threads">Threads to work on; null for one a processor.</param>
public sealed record RunOptions(int? Threads = null);

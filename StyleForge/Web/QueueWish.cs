namespace StyleForge.Web;

/// <summary>What the queue should do.</summary>
/// <param name="Paused">True to take no more jobs, false to go on; what is worked on goes on to its end either way.</param>
internal sealed record QueueWish(bool? Paused);

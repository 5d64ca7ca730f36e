namespace StyleForge.Web;

/// <summary>The queue as a whole.</summary>
/// <param name="Paused">True while no job is to be taken.</param>
/// <param name="Waiting">Jobs that wait.</param>
/// <param name="Working">Jobs that are worked on.</param>
/// <param name="Done">Jobs that are done, the latest few hundred counted.</param>
/// <param name="Failed">Jobs that failed, the latest few hundred counted.</param>
internal sealed record QueueView(bool Paused, int Waiting, int Working, int Done, int Failed);

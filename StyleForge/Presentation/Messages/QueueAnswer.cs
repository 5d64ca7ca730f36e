namespace StyleForge.Presentation.Messages;

/// <summary>A queue, of <c>queue list</c>.</summary>
internal sealed record QueueAnswer(bool Paused, IEnumerable<QueuedJobAnswer> Jobs);

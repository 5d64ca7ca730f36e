namespace StyleForge.Queue;

/// <summary>How a job ended.</summary>
/// <param name="State">Done or failed.</param>
/// <param name="At">When.</param>
/// <param name="Attempt">How often it was begun.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="Pictures">Its pictures, absolute paths.</param>
internal sealed record JobEnd(JobState State, DateTimeOffset At, int Attempt, string? Reason, IReadOnlyList<string> Pictures);

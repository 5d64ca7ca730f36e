namespace StyleForge.Queue;

/// <summary>A line of the journal: something that happened to a job, or to the queue.</summary>
/// <param name="Time">When, by the clock of the machine that wrote it.</param>
/// <param name="Event">What, in a word.</param>
/// <param name="Owner">Who wrote it.</param>
internal sealed record JournalLine(DateTimeOffset Time, string Event, string Owner)
{
    /// <summary>The job; null where all are meant.</summary>
    public string? Id { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>How often it was begun.</summary>
    public int? Attempt { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The pictures that it made.</summary>
    public IReadOnlyList<string>? Pictures { get; init; }
}

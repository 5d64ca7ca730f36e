namespace StyleForge.Queue;

/// <summary>What a folder of <c>working</c>, <c>done</c> or <c>failed</c> says of its job.</summary>
internal sealed record JobRecord
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it lay in the inbox, with / between folders.</summary>
    public required string From { get; init; }

    /// <summary>What was dropped.</summary>
    public required InboxKind Kind { get; init; }

    /// <summary>Jobs of a higher one come first.</summary>
    public int Priority { get; init; }

    /// <summary>The picture to render, from the folder that the job's paths start from; null where there are several.</summary>
    public string? Content { get; init; }

    /// <summary>The file name of the picture that is made of a dropped one; null for other kinds.</summary>
    public string? Output { get; init; }

    /// <summary>How it ended; null before.</summary>
    public JobEnd? End { get; init; }
}

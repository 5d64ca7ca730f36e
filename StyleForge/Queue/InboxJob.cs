namespace StyleForge.Queue;

/// <summary>A job that lies in the inbox.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="From">Where it lies in the inbox, with / between folders.</param>
/// <param name="Kind">What was dropped.</param>
/// <param name="Since">When it was written.</param>
internal sealed record InboxJob(string Id, string Name, string From, InboxKind Kind, DateTimeOffset Since)
{
    /// <summary>Jobs of a higher one come first.</summary>
    public int Priority { get; init; }

    /// <summary>True where it is whole and all its pictures are.</summary>
    public bool IsReady { get; init; }

    /// <summary>Which picture it waits for, in a clause; null where all are there.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>True where it has waited for its pictures for too long.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>The picture to render, an absolute path; null where there are several.</summary>
    public string? Content { get; init; }

    /// <summary>The style of a dropped picture as a job names it, from the folder that the picture is worked in; null for other kinds.</summary>
    public string? Style { get; init; }
}

using StyleForge.Queue;

namespace StyleForge.Service;

/// <summary>How a service goes about its jobs: the configuration section <c>watch</c>.</summary>
internal sealed record WatchOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "watch";

    /// <summary>How the drop folder goes about its jobs.</summary>
    public DropFolderOptions Folder { get; init; } = new();

    /// <summary>How often the inbox is looked into.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a worker says that it lives.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the small picture of what is being made is written at most.</summary>
    public TimeSpan Preview { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Jobs that are submitted by the clock.</summary>
    public IReadOnlyList<Schedule> Schedules { get; init; } = [];
}

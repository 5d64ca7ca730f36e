using StyleForge.Presentation;

namespace StyleForge.Service;

/// <summary>Counts jobs by what is told of them.</summary>
internal sealed class WatchTally
{
    /// <summary>Jobs that were begun.</summary>
    public int Taken { get; private set; }

    /// <summary>Jobs that failed.</summary>
    public int Failed { get; private set; }

    /// <summary>Hears of something; called by one thread at a time.</summary>
    public void Count(LogEntry entry)
    {
        Taken += entry.Event == Events.Taken.Name ? 1 : 0;
        Failed += entry.Event == Events.Failed.Name ? 1 : 0;
    }
}

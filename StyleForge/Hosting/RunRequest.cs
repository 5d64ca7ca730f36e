using StyleForge.Engine.Running;

namespace StyleForge.Hosting;

/// <summary>How a command was asked to run.</summary>
/// <param name="Options">Threads, memory, how many pictures at once.</param>
/// <param name="Overwrite">False to leave pictures alone that are already there.</param>
/// <param name="Json">JSON lines instead of text.</param>
/// <param name="Quiet">Errors only.</param>
/// <param name="Verbose">Settings and origins as well.</param>
/// <param name="DryRun">Plan, and stop.</param>
internal sealed record RunRequest(RunOptions Options, bool Overwrite, bool Json, bool Quiet, bool Verbose, bool DryRun)
{
    /// <summary>The most pictures to make; the rest is left for another run. Null for all.</summary>
    public int? MostPictures { get; init; }

    /// <summary>Time for all pictures, in which each gets so many iterations that all are done; null for as long as it takes.</summary>
    public TimeSpan? Budget { get; init; }
}

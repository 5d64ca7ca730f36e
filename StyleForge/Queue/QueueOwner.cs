namespace StyleForge.Queue;

/// <summary>A process among all processes of all machines.</summary>
/// <param name="Host">Name of its machine.</param>
/// <param name="Boot">What is new each time that the machine starts; empty where the system tells no such thing.</param>
/// <param name="Space">The space that its number is valid in: each container has its own.</param>
/// <param name="Process">Its number.</param>
/// <param name="Started">When it started, in a unit of the system's own: tells it from a later process of the same number.</param>
internal sealed record QueueOwner(string Host, string Boot, string Space, int Process, long Started)
{
    /// <summary>The machine's name and the process, for people.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}, process {Process}");
}

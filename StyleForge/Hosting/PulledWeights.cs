using StyleForge.Models.Descriptions;

namespace StyleForge.Hosting;

/// <summary>What became of the wish for a network's weights, in detail.</summary>
/// <param name="Network">The network.</param>
/// <param name="Status">In a word.</param>
internal sealed record PulledWeights(NetworkDescription Network, PullStatus Status)
{
    /// <summary>Where they are, or would have been; null where they come with the program.</summary>
    public string? Path { get; init; }

    /// <summary>The address that they were to be fetched from; null where they come out of a package, or nothing was.</summary>
    public Uri? Url { get; init; }

    /// <summary>Size of the file.</summary>
    public long? Bytes { get; init; }

    /// <summary>SHA-256 of the file as it was published.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes that an earlier download had left.</summary>
    public long ResumedAt { get; init; }

    /// <summary>Bytes that this one leaves to go on from.</summary>
    public long Kept { get; init; }

    /// <summary>Wall time.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why it failed, without a full stop.</summary>
    public string? Failure { get; init; }

    /// <summary>True where it failed on the way to the server, not for what came from it.</summary>
    public bool MayPass { get; init; }

    /// <summary>True where something came that was of no use.</summary>
    public bool IsSpoilt { get; init; }

    /// <summary>The file that renders use although these weights are here too; null where they use these.</summary>
    public string? Before { get; init; }
}

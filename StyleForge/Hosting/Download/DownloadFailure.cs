namespace StyleForge.Hosting.Download;

/// <summary>A download, or one try at it, failed. The message is a clause or sentence without a full stop: what is wrong.</summary>
/// <param name="message">What is wrong, and where it helps, how to mend it.</param>
/// <param name="inner">What brought it to light.</param>
internal sealed class DownloadFailure(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where the same request may well succeed a little later.</summary>
    public bool MayPass { get; init; }

    /// <summary>True where what has been received is of no use: it is not what was asked for.</summary>
    public bool IsSpoilt { get; init; }

    /// <summary>How long the server asks to be left alone; null where it does not.</summary>
    public TimeSpan? After { get; init; }
}

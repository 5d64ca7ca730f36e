namespace StyleForge.Artwork;

/// <summary>Something the person at the keyboard can mend; the message says how.</summary>
internal sealed class ArtworkException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public ArtworkException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what brought it to light.</summary>
    public ArtworkException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

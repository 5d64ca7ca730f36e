namespace StyleForge.Engine.Codecs;

/// <summary>
/// A picture cannot be read or written. The message is one sentence that starts in lower case and can follow a file name:
/// «is truncated: 512 of 1024 rows are there».
/// </summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public ImageFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what brought it to light.</summary>
    public ImageFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

namespace StyleForge.Models.Torch;

/// <summary>libtorch cannot be used on this machine. The message is one sentence for its user: why, and how to mend it.</summary>
public sealed class TorchUnavailableException : Exception
{
    /// <summary>Makes one without a sentence.</summary>
    public TorchUnavailableException()
    {
    }

    /// <summary>Makes one that says why.</summary>
    public TorchUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that says why, and what was noticed first.</summary>
    public TorchUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

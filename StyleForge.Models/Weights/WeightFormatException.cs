namespace StyleForge.Models.Weights;

/// <summary>A weight file cannot be used. The message is one sentence for its user: what is wrong, and how to mend it.</summary>
public sealed class WeightFormatException : Exception
{
    /// <summary>Makes one without a sentence.</summary>
    public WeightFormatException()
    {
    }

    /// <summary>Makes one that says what is wrong.</summary>
    public WeightFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that says what is wrong, and what was noticed first.</summary>
    public WeightFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

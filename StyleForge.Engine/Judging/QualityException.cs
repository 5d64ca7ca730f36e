namespace StyleForge.Engine.Judging;

/// <summary>What was made is no picture that anybody wanted. The message is one sentence: what was measured, what is allowed, which setting to change.</summary>
public sealed class QualityException : Exception
{
    /// <summary>Says which gate the picture failed.</summary>
    public QualityException(string message)
        : base(message)
    {
    }
}

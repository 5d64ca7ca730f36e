namespace StyleForge.Engine.Running;

/// <summary>A picture cannot be made in the memory that is allowed. The message is one sentence that says how to mend it.</summary>
public sealed class MemoryLimitException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public MemoryLimitException(string message)
        : base(message)
    {
    }
}

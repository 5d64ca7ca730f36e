namespace StyleForge.Engine.Optimisation;

/// <summary>A picture cannot be improved: its loss is no number any more. The message is one sentence that says how to mend it.</summary>
public sealed class OptimisationException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public OptimisationException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what brought it to light.</summary>
    public OptimisationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

namespace StyleForge.Training.Examples;

/// <summary>Examples cannot be trained on. Each problem is one sentence for their owner; the message has all of them, a line each.</summary>
public sealed class ExampleException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="problems">One or more sentences.</param>
    public ExampleException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>The sentences.</summary>
    public IReadOnlyList<string> Problems { get; }
}

namespace StyleForge;

/// <summary>A command cannot go on. The message is one sentence for the person at the keyboard.</summary>
/// <param name="message">What is wrong, and how to mend it.</param>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="inner">What brought it to light, shown by <c>--verbose</c>.</param>
internal sealed class CommandFailure(string message, int exitCode = ExitCodes.Wrong, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}

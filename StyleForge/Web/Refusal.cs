namespace StyleForge.Web;

/// <summary>A request is not done. The message is one sentence for whoever asked.</summary>
/// <param name="status">The HTTP status code, 400 or more.</param>
/// <param name="sentence">What is wrong, what is allowed, and how to mend it.</param>
internal sealed class Refusal(int status, string sentence) : Exception(sentence)
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; } = status;

    /// <summary>Seconds after which the same request may do; null where it never will.</summary>
    public int? RetryAfter { get; init; }
}

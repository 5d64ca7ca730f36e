using Microsoft.Extensions.Logging;

namespace StyleForge.Presentation;

/// <summary>Something that a service tells of.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Event">What happened, in a word; null for what is not listed.</param>
/// <param name="Message">What happened, in a clause.</param>
/// <param name="Values">The values of the message, and of the job that it is about.</param>
/// <param name="Exception">What threw; null where nothing did.</param>
internal sealed record LogEntry(LogLevel Level, string? Event, string Message, IReadOnlyDictionary<string, object?> Values, Exception? Exception)
{
    /// <summary>The job that it is about; null for the service as a whole.</summary>
    public string? Job => Values.GetValueOrDefault("job") as string;
}

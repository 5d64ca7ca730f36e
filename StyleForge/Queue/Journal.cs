namespace StyleForge.Queue;

/// <summary>
/// Keeps what happened to the jobs of a queue, a line of JSON each, shared by all workers. Nothing is ever read back from it: the folders say how
/// things stand. So a line that cannot be written is told, and no more.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="owner">Who writes.</param>
/// <param name="files">The files.</param>
/// <param name="time">The clock on the wall.</param>
/// <param name="tell">Is told, in a sentence, where a line could not be written.</param>
internal sealed class Journal(string path, QueueOwner owner, IQueueFiles files, TimeProvider time, Action<string> tell)
{
    /// <summary>Adds a line about all jobs.</summary>
    public void Write(string happened) => Write(Line(happened));

    /// <summary>Adds a line about a job.</summary>
    public void Write(string happened, string id, string name, int? attempt = null, string? reason = null, IReadOnlyList<string>? pictures = null) =>
        Write(Line(happened) with { Id = id, Name = name, Attempt = attempt, Reason = reason, Pictures = pictures });

    private JournalLine Line(string happened) => new(time.GetUtcNow(), happened, owner.ToString());

    private void Write(JournalLine line)
    {
        try
        {
            files.AppendLine(path, QueueJson.Write(line));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            tell($"The journal {path} could not be written: {failure.Message}");
        }
    }
}

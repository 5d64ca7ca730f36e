namespace StyleForge.Queue;

/// <summary>A job to put into a queue.</summary>
/// <param name="Name">A file name without ending, of letters, digits, dots, dashes and underlines; the queue makes it unique.</param>
/// <param name="JobJson">The job file's text. Its pictures go by the names in <paramref name="Files"/>, by absolute paths, or are bundled styles.</param>
/// <param name="Files">Pictures that come with it, by file name; each is opened once and closed.</param>
internal sealed record Submission(string Name, string JobJson, IReadOnlyDictionary<string, Func<Stream>> Files);

namespace StyleForge.Hosting.Download;

/// <summary>Something that happened to a download. Events of one file come in order.</summary>
/// <param name="File">The name of the file.</param>
internal abstract record DownloadEvent(string File);

/// <summary>The bytes of a file begin to come, at its beginning or where an earlier try ended.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Host">The server that they come from.</param>
/// <param name="Received">Bytes that are here already.</param>
/// <param name="Total">Bytes of the whole file; null where the server does not say.</param>
internal sealed record DownloadStarted(string File, string Host, long Received, long? Total) : DownloadEvent(File);

/// <summary>Some more bytes are here.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">Bytes that are here.</param>
/// <param name="Total">Bytes of the whole file; null where the server does not say.</param>
internal sealed record DownloadAdvanced(string File, long Received, long? Total) : DownloadEvent(File);

/// <summary>A try failed and another one follows.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Reason">What is wrong, without a full stop.</param>
/// <param name="Delay">The pause before the next try.</param>
/// <param name="Attempt">The number of the next try, from 2.</param>
/// <param name="Attempts">How many tries there are.</param>
internal sealed record DownloadRetrying(string File, string Reason, TimeSpan Delay, int Attempt, int Attempts) : DownloadEvent(File);

/// <summary>All bytes are here and are being compared with what was published.</summary>
/// <param name="File">The name of the file.</param>
internal sealed record DownloadChecking(string File) : DownloadEvent(File);

/// <summary>Something people should know, such as a beginning that had to be thrown away.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Message">One sentence.</param>
internal sealed record DownloadNotice(string File, string Message) : DownloadEvent(File);

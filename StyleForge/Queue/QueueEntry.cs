namespace StyleForge.Queue;

/// <summary>A file or a folder, as a listing shows it.</summary>
/// <param name="Name">Its name without a path.</param>
/// <param name="IsFolder">True for a folder that is no link.</param>
/// <param name="Length">Bytes of a file; 0 for a folder.</param>
/// <param name="Changed">When it was last written to, by the clock of the disk.</param>
internal sealed record QueueEntry(string Name, bool IsFolder, long Length, DateTimeOffset Changed);

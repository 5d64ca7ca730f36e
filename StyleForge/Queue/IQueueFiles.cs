namespace StyleForge.Queue;

/// <summary>
/// The few things that a queue does with files. Each either happens as a whole or not at all, but for those that say otherwise; so tests can
/// let the process, the disk or the network end before and after every one of them. All paths are absolute.
/// </summary>
internal interface IQueueFiles
{
    /// <summary>What lies right inside a folder, in no order; nothing where there is no such folder.</summary>
    IReadOnlyList<QueueEntry> List(string folder);

    /// <summary>A file or folder; null where there is none.</summary>
    QueueEntry? Look(string path);

    /// <summary>All bytes of a file; null where there is none.</summary>
    byte[]? Read(string path);

    /// <summary>Makes a folder with all that it lies in; one that is there stays.</summary>
    void MakeFolder(string path);

    /// <summary>Writes a new file. One that is interrupted is there in part.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="write">Writes the contents; called again where the whole is tried again.</param>
    /// <param name="isLasting">True to have it on the disk before this returns.</param>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there, or not any more.</exception>
    void Write(string path, Action<Stream> write, bool isLasting);

    /// <summary>
    /// Adds a line to a file that several processes add to. A line that was interrupted is there in part; the next one begins on
    /// a line of its own all the same.
    /// </summary>
    void AppendLine(string path, ReadOnlyMemory<byte> line);

    /// <summary>Gives a file another name on the same disk, in one step; a file of that name is replaced.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder of the new name is not there, or not any more.</exception>
    MoveResult MoveFile(string from, string to);

    /// <summary>Gives a folder another name on the same disk, in one step; one with contents is never replaced.</summary>
    MoveResult MoveFolder(string from, string to);

    /// <summary>Takes away a file, or a folder with all that is in it, where it is there. A folder that is interrupted is there in part.</summary>
    void Delete(string path);

    /// <summary>True while a process writes the file.</summary>
    bool IsBeingWritten(string path);
}

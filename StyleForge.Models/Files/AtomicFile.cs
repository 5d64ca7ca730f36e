namespace StyleForge.Models.Files;

/// <summary>
/// Writes a file so that its name holds either the old contents or all of the new, whatever is killed or full: the bytes go
/// to a temporary file in the same folder, are flushed to the disk, and take the name by one rename, which is flushed with the folder.
/// Where the path is a symbolic link, the file that it leads to is written, and the link stays. A file that is replaced leaves its
/// permissions to the new one.
/// </summary>
/// <remarks>Where a folder cannot be flushed, as on Windows, a power cut may undo the rename: then the old file is there, whole.</remarks>
public static class AtomicFile
{
    /// <summary>How the names of temporary files begin; one that a killed process left behind may be deleted.</summary>
    public const string TemporaryPrefix = ".styleforge-";

    private const int DiskFullUnix = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);

    /// <summary>Writes or replaces a file. Its folder must exist. After any failure no temporary file is left.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="write">Writes the contents; what it throws is thrown on.</param>
    /// <exception cref="FileWriteException">The folder is missing or read-only, the disk is full, or the path is a folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Target(path);
        if (Directory.Exists(full))
        {
            throw new FileWriteException(path, "is a folder: name a file to write");
        }

        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new FileWriteException(path, $"cannot be written: the folder {folder} does not exist, create it first");
        }

        var temporary = Path.Combine(folder, TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            WriteAside(temporary, write, full);
            File.Move(temporary, full, overwrite: true);
            FolderFlush.Try(folder);
        }
        catch (Exception failure)
        {
            Remove(temporary);
            throw failure switch
            {
                UnauthorizedAccessException => new FileWriteException(path, $"cannot be written: no permission to write in {folder}", failure),
                IOException { HResult: DiskFullUnix or DiskFullWindows } => new FileWriteException(path, "cannot be written: the disk is full", failure),
                IOException => new FileWriteException(path, $"cannot be written: {failure.Message}", failure),
                _ => failure,
            };
        }
    }

    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
        }
        catch (IOException failure)
        {
            throw new FileWriteException(path, $"cannot be written: {failure.Message}", failure);
        }
    }

    private static void WriteAside(string temporary, Action<Stream> write, string replaced)
    {
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        KeepMode(stream, replaced);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    // Before anything is written, lest others read what they may not read of the file that is replaced.
    private static void KeepMode(FileStream stream, string replaced)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(replaced))
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(replaced));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Some disks keep no modes; what is to be written matters more.
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to tell: the disk that refused the file may refuse its removal too.
        }
    }
}

using StyleForge.Models.Files;

namespace StyleForge.Queue;

/// <summary>The files of a disk, or of a share that several machines see.</summary>
internal sealed class DiskQueueFiles : IQueueFiles
{
    /// <inheritdoc/>
    public IReadOnlyList<QueueEntry> List(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(Describe).OfType<QueueEntry>()];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public QueueEntry? Look(string path) => Describe(Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path));

    /// <inheritdoc/>
    public byte[]? Read(string path)
    {
        try
        {
            // Others may write, rename and delete it meanwhile.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var whole = new MemoryStream();
            stream.CopyTo(whole);
            return whole.ToArray();
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void MakeFolder(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public void Write(string path, Action<Stream> write, bool isLasting)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        write(stream);
        stream.Flush(flushToDisk: isLasting);
    }

    /// <inheritdoc/>
    public void AppendLine(string path, ReadOnlyMemory<byte> line)
    {
        // To itself alone while it writes: two who append at once would else write over each other.
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var isTorn = stream.Length > 0 && LastByte(stream) != '\n';
        stream.Seek(0, SeekOrigin.End);
        stream.Write([.. isTorn ? "\n"u8 : [], .. line.Span, .. "\n"u8]);
        stream.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public MoveResult MoveFile(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
            MakeLast(from, to);
            return MoveResult.Moved;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            if (!File.Exists(from))
            {
                return MoveResult.Gone;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public MoveResult MoveFolder(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            MakeLast(from, to);
            return MoveResult.Moved;
        }
        catch (DirectoryNotFoundException) when (!Directory.Exists(from))
        {
            return MoveResult.Gone;
        }
        catch (IOException) when (Directory.Exists(to))
        {
            return Directory.Exists(from) ? MoveResult.Taken : MoveResult.Gone;
        }
        catch (IOException) when (!Directory.Exists(from))
        {
            return MoveResult.Gone;
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else took it away.
        }
    }

    /// <inheritdoc/>
    public bool IsBeingWritten(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    // What goes from one folder to another changes where a job stands; a power cut must not undo it. Within a folder only what says that a worker lives is replaced.
    private static void MakeLast(string from, string to)
    {
        var (source, destination) = (Path.GetDirectoryName(from)!, Path.GetDirectoryName(to)!);
        if (source != destination)
        {
            FolderFlush.Try(destination);
            FolderFlush.Try(source);
        }
    }

    private static int LastByte(FileStream stream)
    {
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte();
    }

    private static QueueEntry? Describe(FileSystemInfo info)
    {
        try
        {
            // A link to a folder is no folder here, so that nothing goes in circles.
            var isFolder = info is DirectoryInfo && info.LinkTarget is null;
            return info.Exists ? new QueueEntry(info.Name, isFolder, info is FileInfo file ? file.Length : 0, new DateTimeOffset(info.LastWriteTimeUtc)) : null;
        }
        catch (FileNotFoundException)
        {
            return null; // It went away between the listing and the look.
        }
    }
}

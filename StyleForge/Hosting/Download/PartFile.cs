namespace StyleForge.Hosting.Download;

/// <summary>
/// The beginning of a file, on the disk beside the file to be: <c>PATH.part</c>, with its record in <c>PATH.part.json</c>. It
/// outlives the process, so that the next download goes on from it, and it is locked while one does.
/// </summary>
internal sealed class PartFile : IDisposable
{
    // What the operating systems call it that another process holds the lock: Linux, macOS, Windows.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];
    private static readonly int[] Full = [28, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    private readonly string _path;
    private readonly string _recordPath;
    private FileStream? _stream;

    private PartFile(string path, FileStream stream)
    {
        (_path, _recordPath, _stream) = (path, path + ".json", stream);
        Record = PartRecord.Read(_recordPath);
        Kept = Length = stream.Length;
        if (Record is null || Length > (Record.Length ?? long.MaxValue))
        {
            Discard();
        }
    }

    /// <summary>What the beginning is of; null where nothing is here yet.</summary>
    public PartRecord? Record { get; private set; }

    /// <summary>Bytes that are here.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of it that an earlier download has left.</summary>
    public long Kept { get; private set; }

    /// <summary>True where all bytes are here.</summary>
    public bool IsComplete => Record?.Length == Length && Length > 0;

    /// <summary>True where the bytes came in several answers, between which the file may have changed unnoticed.</summary>
    public bool IsStitched { get; private set; }

    private FileStream Stream => _stream ?? throw new InvalidOperationException("The file has been given its name or deleted.");

    /// <summary>Opens what is there, or makes an empty file.</summary>
    /// <param name="destination">The path of the file to be.</param>
    /// <exception cref="DownloadFailure">The folder cannot be written to, or another process is at it.</exception>
    public static PartFile Open(string destination)
    {
        var path = destination + ".part";
        return Try(path, () => new PartFile(path, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0)));
    }

    /// <summary>Bytes of a file to be that are left to go on from.</summary>
    public static long Left(string destination)
    {
        var part = new FileInfo(destination + ".part");
        return part.Exists ? part.Length : 0;
    }

    /// <summary>Throws away what is here and begins anew.</summary>
    public void Begin(PartRecord record) => Try(_path, () =>
    {
        Discard();
        record.Write(_recordPath);
        Record = record;
        return 0;
    });

    /// <summary>Goes on after the bytes that are here, with another answer.</summary>
    /// <param name="total">Bytes of the whole file, as far as that is known.</param>
    public void Continue(long? total)
    {
        IsStitched = true;
        Record = Record! with { Length = total ?? Record.Length };
    }

    /// <summary>Adds bytes.</summary>
    /// <exception cref="DownloadFailure">The disk is full, or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Stream.Position = Length;
            Stream.Write(bytes);
            Length += bytes.Length;
        }
        catch (IOException failure)
        {
            throw Explain(_path, failure);
        }
    }

    /// <summary>Declares what is here to be all of it, where the server did not say how long the file is.</summary>
    public void End() => Record = Record! with { Length = Length };

    /// <summary>The bytes, from their beginning.</summary>
    public Stream Read()
    {
        Stream.Position = 0;
        return Stream;
    }

    /// <summary>Throws away what is here.</summary>
    public void Discard()
    {
        Stream.SetLength(0);
        File.Delete(_recordPath);
        (Record, Length, Kept, IsStitched) = (null, 0, 0, false);
    }

    /// <summary>Flushes the bytes to the disk and gives them their name.</summary>
    /// <exception cref="DownloadFailure">The disk fails.</exception>
    public void Finish(string destination) => Try(_path, () =>
    {
        Stream.Flush(flushToDisk: true);
        Close();
        File.Move(_path, destination, overwrite: true);
        File.Delete(_recordPath);
        return 0;
    });

    /// <summary>Unlocks the file; an empty one is deleted.</summary>
    public void Dispose()
    {
        if (_stream is not null && Length == 0)
        {
            Discard();
            File.Delete(_path);
        }

        Close();
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Explain(path, failure);
        }
    }

    private static DownloadFailure Explain(string path, Exception failure) => new(
        failure switch
        {
            UnauthorizedAccessException => $"{path} cannot be written: no permission to write in {Path.GetDirectoryName(path)}",
            _ when Full.Contains(failure.HResult) => $"{path} cannot be written: the disk is full. What has come is kept there, and the same command goes on from it once there is room",
            _ when Locked.Contains(failure.HResult) => $"{path} is being written by another process: wait for it to end",
            _ => $"{path} cannot be written: {failure.Message.TrimEnd('.')}",
        },
        failure);
}

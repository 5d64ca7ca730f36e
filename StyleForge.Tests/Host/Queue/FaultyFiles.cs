using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>The files of one process, which ends, or whose disk fails, at an operation that a test chooses.</summary>
internal sealed class FaultyFiles(MemoryFiles disk) : IQueueFiles
{
    private bool _isDead;

    /// <summary>How many operations there were.</summary>
    public int Count { get; private set; }

    /// <summary>Says what befalls an operation, by its number from 1 and its path.</summary>
    public Func<int, string, Fault> FaultAt { get; set; } = (_, _) => Fault.None;

    /// <summary>Called before each operation.</summary>
    public Action Before { get; set; } = () => { };

    /// <summary>What a disk says that fails.</summary>
    public Func<Exception> Failure { get; set; } = () => new IOException("The disk is full.");

    public IReadOnlyList<QueueEntry> List(string folder) => Do(folder, () => disk.List(folder));

    public QueueEntry? Look(string path) => Do(path, () => disk.Look(path));

    public byte[]? Read(string path) => Do(path, () => disk.Read(path));

    public void MakeFolder(string path) => Do(path, () => disk.MakeFolder(path));

    public void Write(string path, Action<Stream> write, bool isLasting) => Do(
        path,
        () => disk.Write(path, write, isLasting),
        () =>
        {
            using var all = new MemoryStream();
            write(all);
            disk.Write(path, part => part.Write(all.ToArray().AsSpan(0, (int)all.Length / 2)), isLasting);
        });

    public void AppendLine(string path, ReadOnlyMemory<byte> line) => Do(path, () => disk.AppendLine(path, line), () => disk.AppendTorn(path, line[..(line.Length / 2)]));

    public MoveResult MoveFile(string from, string to) => Do(from, () => disk.MoveFile(from, to));

    public MoveResult MoveFolder(string from, string to) => Do(from, () => disk.MoveFolder(from, to));

    public void Delete(string path) => Do(
        path,
        () => disk.Delete(path),
        () =>
        {
            if (disk.List(path) is [var first, ..])
            {
                disk.Delete(Path.Combine(path, first.Name));
            }
        });

    public bool IsBeingWritten(string path) => Do(path, () => disk.IsBeingWritten(path));

    private void Do(string path, Action whole, Action? part = null) => Do(
        path,
        () =>
        {
            whole();
            return true;
        },
        part);

    private T Do<T>(string path, Func<T> whole, Action? part = null)
    {
        Before();
        var fault = _isDead ? Fault.KilledBefore : FaultAt(++Count, path);
        _isDead |= fault is Fault.KilledBefore or Fault.KilledWithin or Fault.KilledAfter;
        switch (fault)
        {
            case Fault.Fails:
                throw Failure();
            case Fault.FailsHavingDone:
                whole();
                throw Failure();
            case Fault.KilledWithin:
                part?.Invoke();
                break;
            case Fault.KilledAfter:
                whole();
                break;
        }

        return _isDead ? throw new ProcessKilledException() : whole();
    }
}

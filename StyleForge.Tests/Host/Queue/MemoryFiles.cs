using StyleForge.Queue;

namespace StyleForge.Tests.Host.Queue;

/// <summary>A disk in memory that keeps to what <see cref="IQueueFiles"/> promises; QueueFilesTests hold it and a real disk to the same.</summary>
internal sealed class MemoryFiles(TimeProvider time) : IQueueFiles
{
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal) { ["/"] = new Node(null, default) };

    /// <summary>All paths of files, in order.</summary>
    public IReadOnlyList<string> Paths => [.. _nodes.Where(node => node.Value.Bytes is not null).Select(node => node.Key)];

    /// <summary>All paths of folders, in order.</summary>
    public IReadOnlyList<string> Folders => [.. _nodes.Where(node => node.Value.Bytes is null).Select(node => node.Key)];

    /// <summary>Files that some process is said to be writing.</summary>
    public HashSet<string> Held { get; } = [];

    public IReadOnlyList<QueueEntry> List(string folder) =>
        [.. _nodes.Where(node => node.Key != "/" && Path.GetDirectoryName(node.Key) == folder).Select(node => Describe(node.Key, node.Value))];

    public QueueEntry? Look(string path) => _nodes.TryGetValue(path, out var node) ? Describe(path, node) : null;

    public byte[]? Read(string path) => _nodes.GetValueOrDefault(path)?.Bytes;

    public void MakeFolder(string path)
    {
        for (var folder = path; folder is not null && !_nodes.ContainsKey(folder); folder = Path.GetDirectoryName(folder))
        {
            _nodes[folder] = new Node(null, time.GetUtcNow());
        }
    }

    public void Write(string path, Action<Stream> write, bool isLasting)
    {
        RequireFolder(path);
        using var stream = new MemoryStream();
        write(stream);
        _nodes[path] = new Node(stream.ToArray(), time.GetUtcNow());
    }

    public void AppendLine(string path, ReadOnlyMemory<byte> line)
    {
        RequireFolder(path);
        var before = Read(path) ?? [];
        _nodes[path] = new Node([.. before, .. before is [.., not (byte)'\n'] ? "\n"u8 : [], .. line.Span, .. "\n"u8], time.GetUtcNow());
    }

    /// <summary>Adds bytes as a process leaves them that dies in the middle.</summary>
    public void AppendTorn(string path, ReadOnlyMemory<byte> part) => _nodes[path] = new Node([.. Read(path) ?? [], .. part.Span], time.GetUtcNow());

    public MoveResult MoveFile(string from, string to)
    {
        if (Read(from) is null)
        {
            return MoveResult.Gone;
        }

        RequireFolder(to);
        _nodes[to] = _nodes[from];
        _nodes.Remove(from);
        return MoveResult.Moved;
    }

    public MoveResult MoveFolder(string from, string to)
    {
        if (!_nodes.ContainsKey(from))
        {
            return MoveResult.Gone;
        }

        if (_nodes.ContainsKey(to))
        {
            return MoveResult.Taken;
        }

        RequireFolder(to);
        foreach (var path in Below(from))
        {
            _nodes[to + path[from.Length..]] = _nodes[path];
            _nodes.Remove(path);
        }

        return MoveResult.Moved;
    }

    public void Delete(string path) => Below(path).ForEach(below => _nodes.Remove(below));

    public bool IsBeingWritten(string path) => Held.Contains(path);

    private List<string> Below(string path) => [.. _nodes.Keys.Where(key => key == path || key.StartsWith(path + "/", StringComparison.Ordinal))];

    private void RequireFolder(string path)
    {
        if (_nodes.GetValueOrDefault(Path.GetDirectoryName(path)!) is not { Bytes: null })
        {
            throw new DirectoryNotFoundException($"There is no folder for {path}.");
        }
    }

    private static QueueEntry Describe(string path, Node node) => new(Path.GetFileName(path), node.Bytes is null, node.Bytes?.Length ?? 0, node.Changed);

    private sealed record Node(byte[]? Bytes, DateTimeOffset Changed);
}

using StyleForge.Models.Files;

namespace StyleForge.Queue;

/// <summary>
/// Takes away what dead processes have left: temporary files and folders, and folders of jobs that wait again. Nothing is taken that anybody writes,
/// or that has changed a moment ago.
/// </summary>
/// <param name="paths">The drop folder.</param>
/// <param name="output">Absolute folder that pictures go below.</param>
/// <param name="options">How long to look on.</param>
/// <param name="files">The files.</param>
/// <param name="time">Measures how long things stay as they are.</param>
internal sealed class Sweeper(DropFolderPaths paths, string output, DropFolderOptions options, IQueueFiles files, TimeProvider time)
{
    private readonly Stillness _stillness = new(time);

    /// <summary>True where the last look found something that may have to go: look again soon.</summary>
    public bool HasSeenAny { get; private set; }

    /// <summary>A name for something temporary in a folder.</summary>
    public static string NewName(string folder) => Path.Combine(folder, AtomicFile.TemporaryPrefix + Path.GetRandomFileName());

    /// <summary>Looks through all folders, and takes away what has long been left.</summary>
    public void Sweep()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in (string[])[paths.Root, paths.Inbox, paths.Working, paths.Done, paths.Failed])
        {
            Sweep(folder, isDeep: false, seen);
        }

        Sweep(output, isDeep: true, seen);
        foreach (var folder in files.List(paths.Failed).Where(entry => entry.IsFolder).Select(entry => Path.Combine(paths.Failed, entry.Name)))
        {
            var contents = files.List(folder);
            if (contents.Any(entry => entry.Name == DropFolderPaths.RetriedFile) && DropFolderPaths.Dropped(contents) is null)
            {
                Delete(folder);
            }
        }

        _stillness.Keep(seen);
        HasSeenAny = seen.Count > 0;
    }

    private void Sweep(string folder, bool isDeep, HashSet<string> seen)
    {
        foreach (var entry in files.List(folder))
        {
            var path = Path.Combine(folder, entry.Name);
            if (entry.Name.StartsWith(AtomicFile.TemporaryPrefix, StringComparison.Ordinal))
            {
                seen.Add(path);
                var all = All(path, entry).ToList();
                if (_stillness.Of(path, string.Join('|', all)) >= options.SweepAfter && !all.Exists(file => !file.Entry.IsFolder && files.IsBeingWritten(file.Path)))
                {
                    Delete(path);
                }
            }
            else if (isDeep && entry.IsFolder)
            {
                Sweep(path, isDeep, seen);
            }
        }
    }

    private IEnumerable<(string Path, QueueEntry Entry)> All(string path, QueueEntry entry) =>
        (entry.IsFolder ? files.List(path).SelectMany(inner => All(Path.Combine(path, inner.Name), inner)) : []).Prepend((path, entry));

    private void Delete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way, and the next sweep comes by again.
        }
    }
}

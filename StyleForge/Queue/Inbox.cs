using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;

namespace StyleForge.Queue;

/// <summary>Looks at what was dropped: which jobs there are, which of them are whole, and what the others wait for. Safe for several threads.</summary>
/// <param name="paths">The drop folder.</param>
/// <param name="options">How long to wait.</param>
/// <param name="isBundled">True for the name of a bundled style.</param>
/// <param name="files">The files.</param>
/// <param name="time">Measures how long things stay as they are.</param>
internal sealed class Inbox(DropFolderPaths paths, DropFolderOptions options, Func<string, bool> isBundled, IQueueFiles files, TimeProvider time)
{
    /// <summary>How the name of a folder ends that goes as one job.</summary>
    public const string FolderEnding = ".job";

    private const string JobEnding = ".json";

    // How browsers, editors and copy programs call what they have not finished.
    private static readonly string[] UnfinishedEndings = [".part", ".crdownload", ".tmp", ".partial", ".download", "~"];

    private readonly Stillness _files = new(time);
    private readonly Stillness _waits = new(time);
    private readonly ConcurrentDictionary<string, (QueueEntry Look, NamedPictures Pictures)> _known = new(StringComparer.Ordinal);

    /// <summary>All jobs of the inbox, in the order of their turn.</summary>
    public IReadOnlyList<InboxJob> Read() => Read(out _);

    /// <summary>All jobs of the inbox, in the order of their turn, and what nobody will take.</summary>
    /// <param name="unclaimed">
    /// What is whole and neither a job nor a picture, which a job may yet come for: files, and folders that end in <c>.job</c> with no job file in them. Where each lies in the
    /// inbox, with / between folders.
    /// </param>
    public IReadOnlyList<InboxJob> Read(out IReadOnlyList<string> unclaimed)
    {
        var (found, others) = (new List<Dropped>(), new List<(string From, string Path, QueueEntry Look)>());
        Walk(paths.Inbox, "", found, others);
        var jobs = found.Select(Describe).OrderByDescending(job => job.Priority).ThenBy(job => job.Since).ThenBy(job => job.From, StringComparer.Ordinal).ToList();
        var named = found.SelectMany(dropped => dropped.Pictures).ToHashSet(StringComparer.Ordinal);
        unclaimed = [.. others.Where(other => IsStill(other.Path, other.Look) && !named.Contains(other.Path)).Select(other => other.From).Order(StringComparer.Ordinal)];
        Forget([.. found.SelectMany(dropped => dropped.Pictures.Append(dropped.File)), .. others.Select(other => other.Path)], jobs);
        return jobs;
    }

    /// <summary>The id of a job: the same for as long as it lies where it is, as it is.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="from">Where it lies in the inbox, with / between folders.</param>
    /// <param name="look">Its job file, or its picture.</param>
    public static string IdOf(string name, string from, QueueEntry look)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{from}|{look.Length}|{look.Changed.ToUnixTimeSeconds()}")));
        var word = Convert.ToHexStringLower(hash.AsSpan(0, 4));
        return DropFolderPaths.Short(name).TrimStart('-') is { Length: > 0 } stem ? $"{stem}-{word}" : word; // Never like an option.
    }

    private void Walk(string folder, string relative, List<Dropped> found, List<(string From, string Path, QueueEntry Look)> others)
    {
        foreach (var entry in files.List(folder))
        {
            var (path, from) = (Path.Combine(folder, entry.Name), relative + entry.Name);
            if (entry.Name.StartsWith('.') || UnfinishedEndings.Any(ending => entry.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (entry.IsFolder && entry.Name.EndsWith(FolderEnding, StringComparison.OrdinalIgnoreCase))
            {
                if (files.List(path).Where(file => file.Name.EndsWith(JobEnding, StringComparison.Ordinal) && IsJobFile(file.Name)).MinBy(file => file.Name, StringComparer.Ordinal) is { } job)
                {
                    Add(found, InboxKind.Folder, from, Path.Combine(path, job.Name), job);
                }
                else
                {
                    others.Add((from, path, entry));
                }
            }
            else if (entry.IsFolder)
            {
                Walk(path, from + "/", found, others);
            }
            else if (IsJobFile(entry.Name))
            {
                Add(found, InboxKind.JobFile, from, path, entry);
            }
            else if (ImageCodecs.Default.ForExtension(entry.Name) is not null)
            {
                if (StyleOf(relative) is { } style)
                {
                    found.Add(new Dropped(InboxKind.Picture, from, path, entry, [], 0, path, style));
                }
            }
            else if (!entry.Name.EndsWith(JobEnding, StringComparison.OrdinalIgnoreCase))
            {
                others.Add((from, path, entry));
            }
        }
    }

    private void Add(List<Dropped> found, InboxKind kind, string from, string file, QueueEntry look)
    {
        if (!_known.TryGetValue(file, out var known) || known.Look != look)
        {
            if (look.Length > JobLimits.Default.MaximumBytes)
            {
                known = (look, new NamedPictures([], 0, IsJob: true)); // Whoever plans it will say so.
            }
            else if (files.Read(file) is { } bytes)
            {
                known = (look, NamedPictures.Read(bytes, file));
            }
            else
            {
                return; // Somebody took it meanwhile.
            }

            _known[file] = known;
        }

        if (known.Pictures.IsJob)
        {
            var folder = Path.GetDirectoryName(file)!;
            var pictures = known.Pictures.Paths.Select(text => Path.GetFullPath(text, folder)).Where(IsBelowInbox);
            found.Add(new Dropped(kind, from, file, look, [.. pictures], known.Pictures.Priority, known.Pictures.Content is { } content ? Path.GetFullPath(content, folder) : null, null));
        }
    }

    private InboxJob Describe(Dropped dropped)
    {
        var look = dropped.Look;
        var name = Path.GetFileNameWithoutExtension(dropped.File);
        var id = IdOf(name, dropped.From, look);
        var pictures = dropped.Pictures.Select(picture => (Path: picture, Look: files.Look(picture))).ToList();
        var absent = pictures.Find(picture => picture.Look is null or { IsFolder: true }).Path;
        var (isWhole, whole) = (IsStill(dropped.File, look), pictures.Count(picture => picture.Look is { } seen && IsStill(picture.Path, seen))); // All are looked at, so that they settle together.
        return new InboxJob(id, name, dropped.From, dropped.Kind, look.Changed)
        {
            Priority = dropped.Priority,
            IsReady = isWhole && absent is null && whole == pictures.Count,
            WaitsFor = absent is null ? null : $"waits for {Path.GetRelativePath(Path.GetDirectoryName(dropped.File)!, absent)}",
            IsOverdue = absent is not null && _waits.Of(id, absent) >= options.PictureWait,
            Content = dropped.Content,
            Style = dropped.Style,
        };
    }

    // The picture of a folder that is called like a style, and nothing of folders in it.
    private string? StyleOf(string relative)
    {
        var name = relative.TrimEnd('/');
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '{', '}'))
        {
            return null;
        }

        var own = files.List(paths.Styles).Select(entry => entry.Name)
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name && ImageCodecs.Default.ForExtension(file) is not null);
        return own is not null ? $"../../styles/{own}" : isBundled(name) ? name : null;
    }

    private bool IsStill(string file, QueueEntry look) => _files.Of(file, look) >= options.Settle;

    private bool IsBelowInbox(string path) => path.StartsWith(paths.Inbox + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private void Forget(HashSet<string> present, List<InboxJob> jobs)
    {
        _files.Keep(present);
        _waits.Keep(jobs.Where(job => job.WaitsFor is not null).Select(job => job.Id).ToHashSet());
        foreach (var gone in _known.Keys.Where(file => !present.Contains(file)))
        {
            _known.TryRemove(gone, out _);
        }
    }

    private static bool IsJobFile(string name) =>
        name.EndsWith(JobEnding, StringComparison.OrdinalIgnoreCase) && !name.StartsWith("appsettings.", StringComparison.OrdinalIgnoreCase) && !name.StartsWith('.');

    private sealed record Dropped(
        InboxKind Kind, string From, string File, QueueEntry Look, IReadOnlyList<string> Pictures, int Priority, string? Content, string? Style);
}

using System.Globalization;

namespace StyleForge.Queue;

/// <summary>Where things lie in a drop folder.</summary>
/// <param name="root">The drop folder, absolute.</param>
internal sealed class DropFolderPaths(string root)
{
    /// <summary>In a folder of a job: what its owner says.</summary>
    public const string LeaseFile = "lease.json";

    /// <summary>In a folder of a job: what it is.</summary>
    public const string RecordFile = "record.json";

    /// <summary>In a folder of a job: what happened.</summary>
    public const string ReportFile = "report.json";

    /// <summary>In a folder of a job: why it failed.</summary>
    public const string ReasonFile = "reason.txt";

    /// <summary>In a folder of a job: there once somebody asked for it to be cancelled.</summary>
    public const string CancelFile = "cancel";

    /// <summary>In a folder of a job: there once it was let wait again, so that what is left of the folder may go.</summary>
    public const string RetriedFile = "retried";

    /// <summary>In a folder of a job that was dropped as a picture: the job that is made of it.</summary>
    public const string PictureJobFile = "picture-job.json";

    /// <summary>In a folder of a job: what has to outlive its owner.</summary>
    public const string WorkFolder = "work";

    /// <summary>In the folder of what has to outlive the owner: a small picture of what is being made.</summary>
    public const string PreviewFile = "preview.jpg";

    // Leaves room for what is added, in a name of at most 255 bytes.
    private const int LongestName = 60;

    private static readonly string[] Own =
        [LeaseFile, RecordFile, ReportFile, ReasonFile, CancelFile, RetriedFile, PictureJobFile, WorkFolder];

    /// <summary>The drop folder.</summary>
    public string Root => root;

    /// <summary>Jobs that wait, with their pictures.</summary>
    public string Inbox { get; } = Path.Combine(root, "inbox");

    /// <summary>Jobs that somebody works on.</summary>
    public string Working { get; } = Path.Combine(root, "working");

    /// <summary>Jobs whose pictures are made.</summary>
    public string Done { get; } = Path.Combine(root, "done");

    /// <summary>Jobs that failed.</summary>
    public string Failed { get; } = Path.Combine(root, "failed");

    /// <summary>The pictures, unless they go elsewhere.</summary>
    public string Output { get; } = Path.Combine(root, "output");

    /// <summary>Styles of the user's own, which folders of the inbox may be called after.</summary>
    public string Styles { get; } = Path.Combine(root, "styles");

    /// <summary>What happened, a line each.</summary>
    public string Journal { get; } = Path.Combine(root, "journal.jsonl");

    /// <summary>There while no job is to be taken.</summary>
    public string Paused { get; } = Path.Combine(root, ".paused");

    /// <summary>The folder of a job at work: its id, a word that no other claim has, and the number of its owner.</summary>
    public string Claim(string id, string word, int attempt) => Path.Combine(Working, string.Create(CultureInfo.InvariantCulture, $"{id}.{word}.{attempt}"));

    /// <summary>The parts of a folder's name that <see cref="Claim"/> made; null where it is none.</summary>
    public static (string Id, string Word, int Attempt)? Parse(string name)
    {
        var parts = name.Split('.');
        return !name.StartsWith('.') && parts.Length >= 3 && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? (string.Join('.', parts[..^2]), parts[^2], attempt)
            : null;
    }

    /// <summary>A word that nobody else has.</summary>
    public static string NewWord() => Path.GetRandomFileName()[..8];

    /// <summary>A name that leaves room for an addition.</summary>
    public static string Short(string name) => (name.Length <= LongestName ? name : name[..LongestName]).TrimEnd('.', ' ');

    /// <summary>What a dropped file is called in the folder of its job: as it was, unless that is a name of the queue's own.</summary>
    public static string Inside(string dropped) => IsOwn(dropped) ? "dropped-" + dropped : dropped;

    /// <summary>The name of what was dropped among the contents of a job's folder; null where it is not there.</summary>
    public static string? Dropped(IEnumerable<QueueEntry> contents) =>
        contents.Select(entry => entry.Name).FirstOrDefault(name => !IsOwn(name) && !name.StartsWith('.'));

    private static bool IsOwn(string name) => Own.Contains(name, StringComparer.OrdinalIgnoreCase);
}

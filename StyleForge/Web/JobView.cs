using StyleForge.Queue;

namespace StyleForge.Web;

/// <summary>A job as the page shows it. Files go by addresses of this server, never by their paths.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">When it came into that state.</param>
/// <param name="Priority">Jobs of a higher one come first.</param>
/// <param name="Attempt">How often it was begun.</param>
/// <param name="Reach">How far it has come; null unless it is worked on.</param>
/// <param name="Reason">Why it failed, or what it waits for; null where there is nothing to say.</param>
/// <param name="Pictures">What was rendered.</param>
/// <param name="Content">Address of the picture that is rendered; null where there are several, or none that may be shown.</param>
/// <param name="Preview">Address of the picture as it looks now; null where there is none. It changes with the picture.</param>
internal sealed record JobView(
    string Id,
    string Name,
    JobState State,
    DateTimeOffset Since,
    int Priority,
    int Attempt,
    JobReach? Reach,
    string? Reason,
    IReadOnlyList<PictureView> Pictures,
    string? Content,
    string? Preview)
{
    /// <summary>Shows a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="pictures">Tells which files may be shown.</param>
    public static JobView Of(QueuedJob job, ShownPictures pictures)
    {
        var url = UrlOf(job.Id);
        return new JobView(
            job.Id,
            job.Name,
            job.State,
            job.Since,
            job.Priority,
            job.Attempt,
            job.Reach,
            job.Reason,
            [.. job.Pictures.Select((path, index) => new PictureView(Path.GetFileName(path), $"{url}/pictures/{index + 1}"))],
            pictures.LooksShown(job.Content) ? $"{url}/content" : null,
            pictures.LooksShown(job.Preview) ? $"{url}/preview?v={File.GetLastWriteTimeUtc(job.Preview!).Ticks:x}" : null);
    }

    /// <summary>The address of a job.</summary>
    public static string UrlOf(string id) => $"/api/v1/jobs/{Uri.EscapeDataString(id)}";
}

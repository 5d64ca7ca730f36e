using System.Text.Json;
using StyleForge.Engine.Jobs;

namespace StyleForge.Queue;

/// <summary>What the inbox has to know of a job file: which pictures it waits for, and how urgent it is.</summary>
/// <param name="Paths">The pictures as the job names them, without those that can only be bundled styles.</param>
/// <param name="Priority">Jobs of a higher one come first.</param>
/// <param name="IsJob">False for the record of a finished picture, and for settings.</param>
internal sealed record NamedPictures(IReadOnlyList<string> Paths, int Priority, bool IsJob)
{
    /// <summary>The picture to render as the job names it; null where there are several.</summary>
    public string? Content { get; init; }

    private const string StartImage = "startImage";
    private const string PriorityField = "priority";

    /// <summary>Reads a job file as far as it can be read: what is wrong with it is told when it is planned.</summary>
    /// <param name="file">All bytes.</param>
    /// <param name="path">Absolute path of the file.</param>
    public static NamedPictures Read(byte[] file, string path)
    {
        var (priority, isJob) = ReadFields(file);
        var reading = JobReader.Read(file, path, JobLimits.Default);
        var document = reading.Problems.Count == 0 ? reading.Document : null; // One that is wrong waits for nothing.
        return new NamedPictures(document is null ? [] : [.. Paths(document).Distinct()], priority, isJob)
        {
            Content = document?.Contents is [{ Path: var only }] && !only.Contains('\0') ? only : null,
        };

        static IEnumerable<string> Paths(JobDocument job) => job.Contents.Select(content => content.Path)
            .Concat(job.Styles.SelectMany(blend => blend).SelectMany(style => new[] { IsWord(style.Image) ? null : style.Image, style.Mask }).OfType<string>())
            .Concat(job.Settings.Where(setting => setting.Name == StartImage).SelectMany(setting => setting.Values))
            .Where(text => text.Length > 0 && !text.Contains('\0'));
    }

    private static bool IsWord(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static (int Priority, bool IsJob) ReadFields(byte[] file)
    {
        try
        {
            using var json = JsonDocument.Parse(file, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = json.RootElement;
            return root.ValueKind != JsonValueKind.Object ? (0, true) : (
                root.TryGetProperty(PriorityField, out var priority) && priority.ValueKind == JsonValueKind.Number && priority.TryGetInt32(out var number) ? number : 0,
                !(root.TryGetProperty("styleforge", out _) && root.TryGetProperty("plan", out _)));
        }
        catch (JsonException)
        {
            return (0, true); // Whoever plans the job will say it.
        }
    }
}

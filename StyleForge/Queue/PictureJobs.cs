using System.Globalization;
using System.Text;

namespace StyleForge.Queue;

/// <summary>The jobs that are made of dropped pictures, each with an output that no other has: <c>photo-wave.png</c>, then <c>photo-wave-2.png</c>.</summary>
/// <param name="folder">The queue.</param>
/// <param name="output">Absolute folder that pictures go below.</param>
internal sealed class PictureJobs(DropFolder folder, string output)
{
    // Those that Windows refuses, as in all outputs, and the braces of placeholders.
    private const string Unfit = "<>:\"/\\|?*{}";

    /// <summary>The first output that is not there and that no job at work makes.</summary>
    /// <param name="job">The picture, as it lies in the inbox.</param>
    public string ChooseOutput(InboxJob job)
    {
        for (var number = 1; ; number++)
        {
            var name = Name(job, number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}"));
            if (IsFree(job, name))
            {
                return name;
            }
        }
    }

    /// <summary>The output of a job that everybody can see by now: the chosen one, unless another chose the same in the same moment. Then it gets the job's own word.</summary>
    /// <param name="job">The picture, as it lay in the inbox.</param>
    /// <param name="chosen">What <see cref="ChooseOutput"/> gave.</param>
    public string ConfirmOutput(InboxJob job, string chosen) => IsFree(job, chosen) ? chosen : Name(job, $"-{job.Id.Split('-')[^1]}");

    /// <summary>The job file.</summary>
    /// <param name="job">The picture, as it lay in the inbox.</param>
    /// <param name="picture">Its name in the job's folder.</param>
    /// <param name="name">The output.</param>
    public static byte[] Write(InboxJob job, string picture, string name) => Encoding.UTF8.GetBytes($$"""
        { "version": 1, "name": {{QueueJson.Quote(Path.GetFileNameWithoutExtension(name))}}, "content": {{QueueJson.Quote(picture)}}, "styles": [{{QueueJson.Quote(job.Style!)}}], "output": {{QueueJson.Quote(name)}} }

        """);

    // A job goes from work to its output, so whoever looks in this order misses none. A claim of the same job is a rival for it, of whom one goes away.
    private bool IsFree(InboxJob job, string name) =>
        !folder.Claimed().Any(other => other.Id != job.Id && name.Equals(folder.ReadRecord(other.Path)?.Output, StringComparison.OrdinalIgnoreCase))
        && folder.Files.Look(Path.Combine(output, name)) is null;

    private static string Name(InboxJob job, string addition) =>
        string.Concat(job.Name.Select(letter => char.IsControl(letter) || Unfit.Contains(letter, StringComparison.Ordinal) ? '-' : letter)) + $"-{Path.GetFileNameWithoutExtension(job.Style!)}{addition}.png";
}

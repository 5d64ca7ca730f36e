using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Jobs;

/// <summary>Finds job files.</summary>
public static class JobFinder
{
    // The field that the record of a picture begins with.
    private const string RecordField = "styleforge";

    /// <summary>
    /// Finds what the paths name: a file is itself; a folder is every <c>*.json</c> directly inside it, by name in ordinal
    /// order, but for hidden files, the records of finished pictures (<c>picture.png.json</c>) and configuration files
    /// (<c>appsettings.json</c>). A folder without any adds nothing and is no problem.
    /// </summary>
    /// <param name="paths">Files and folders, relative to the working directory.</param>
    public static JobFinding Find(IEnumerable<string> paths)
    {
        var files = new List<string>();
        var problems = new List<JobProblem>();
        foreach (var path in paths)
        {
            try
            {
                if (Directory.Exists(path))
                {
                    files.AddRange(VisibleFiles.Of(path, "*.json").Where(file => !IsConfiguration(file) && !IsRecord(file)).Select(Path.GetFullPath));
                }
                else if (File.Exists(path) || StandardStreams.IsHandedOver(path))
                {
                    files.Add(Path.GetFullPath(path));
                }
                else
                {
                    problems.Add(new JobProblem(path, null, "", $"There is no file or folder \"{path}\": check the path."));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(new JobProblem(path, null, "", $"The folder \"{path}\" cannot be read: {exception.Message}"));
            }
        }

        return new JobFinding([.. files.Distinct(StringComparer.Ordinal)], problems);
    }

    // appsettings.json, and what other programs put beside it: appsettings.Development.json.
    private static bool IsConfiguration(string file) =>
        Path.GetFileName(file).StartsWith("appsettings.", StringComparison.OrdinalIgnoreCase);

    // Told by what it holds: photo.jpg.json may as well be the job of photo.jpg.
    private static bool IsRecord(string file)
    {
        if (ImageCodecs.Default.ForExtension(Path.GetFileNameWithoutExtension(file)) is null)
        {
            return false;
        }

        try
        {
            using var stream = PlainFile.OpenRead(file);
            var start = new byte[1024];
            var reader = new Utf8JsonReader(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)), isFinalBlock: false, state: default);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(RecordField);
        }
        catch (Exception refusal) when (refusal is JsonException or IOException)
        {
            return false; // Whatever is wrong with it, a reader of jobs says it.
        }
    }
}

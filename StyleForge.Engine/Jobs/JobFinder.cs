using StyleForge.Engine.Codecs;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Jobs;

/// <summary>Finds job files.</summary>
public static class JobFinder
{
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
    private static bool IsRecord(string file) =>
        ImageCodecs.Default.ForExtension(Path.GetFileNameWithoutExtension(file)) is not null && RecordFile.IsOne(file);
}

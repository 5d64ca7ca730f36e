using StyleForge.Engine.Codecs;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>Finds job files.</summary>
public static class JobFinder
{
    /// <summary>
    /// Finds what the paths name: a file is itself; a folder is every <c>*.json</c> directly inside it, by name in ordinal
    /// order, but for the records that lie beside finished pictures (<c>picture.png.json</c>). A folder without any adds nothing
    /// and is no problem.
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
                    files.AddRange(Directory.EnumerateFiles(path, "*.json")
                        .Where(file => ImageCodecs.Default.ForExtension(Path.GetFileNameWithoutExtension(file)) is null)
                        .Select(Path.GetFullPath).Order(StringComparer.Ordinal));
                }
                else if (File.Exists(path))
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
}

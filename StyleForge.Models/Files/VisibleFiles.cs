namespace StyleForge.Models.Files;

/// <summary>The files of a folder that a person put there.</summary>
public static class VisibleFiles
{
    // Hidden is a file whose name begins with a dot, or that Windows hides: the twins that a Mac leaves on foreign disks (._a.json),
    // the locks of editors (.#a.json), and the like. A name is the same in capitals, as it is where it was typed.
    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        MatchCasing = MatchCasing.CaseInsensitive,
        IgnoreInaccessible = false,
    };

    /// <summary>The paths of the files right inside a folder, by name in ordinal order; hidden ones are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">What names are like, in capitals or not: <c>*.json</c>.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IEnumerable<string> Of(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, Options).Order(StringComparer.Ordinal);

    /// <summary>The paths of the folders right inside a folder, by name in ordinal order; hidden ones, and links that may lead in a circle, are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder, "*", Options).Where(inner => new DirectoryInfo(inner).LinkTarget is null).Order(StringComparer.Ordinal);
}

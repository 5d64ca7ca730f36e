namespace StyleForge.Engine.Codecs;

/// <summary>The picture files of folders.</summary>
public static class PictureFiles
{
    /// <summary>
    /// All picture files, by their endings, in a folder and the folders in it, ordered by their paths below it with slashes, compared by code. Links and hidden files are
    /// passed over.
    /// </summary>
    /// <exception cref="IOException">A folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be listed.</exception>
    public static IReadOnlyList<string> Below(string folder)
    {
        string[] endings = [.. ImageCodecs.Default.Extensions];
        var walk = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        return
        [
            .. Directory.EnumerateFiles(folder, "*", walk)
                .Where(path => endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .OrderBy(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal),
        ];
    }
}

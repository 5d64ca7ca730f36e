namespace StyleForge.Engine.Planning;

/// <summary>Where a path really leads, with the symbolic links of every folder on its way followed.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    private static StringComparison Comparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Follows all links; what does not exist is kept as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">The links run in a circle.</exception>
    public static string Resolve(string path)
    {
        var current = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Segments(path).Reverse());
        var links = 0;
        while (rest.TryPop(out var segment))
        {
            if (segment == ".")
            {
                continue;
            }

            if (segment == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, segment);
            if (LinkTarget(next) is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"The symbolic links of \"{path}\" run in a circle.");
            }

            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
            }

            foreach (var part in Segments(target).Reverse())
            {
                rest.Push(part);
            }
        }

        return current;
    }

    /// <summary>True where a real path is a folder or lies anywhere below it.</summary>
    /// <param name="real">A path as <see cref="Resolve"/> gives it.</param>
    /// <param name="folder">An absolute path, whose links are followed.</param>
    /// <exception cref="IOException">The links of the folder run in a circle.</exception>
    public static bool IsWithin(string real, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Resolve(folder));
        return real.StartsWith(root, Comparison)
            && (real.Length == root.Length || Path.EndsInDirectorySeparator(root) || real[root.Length] == Path.DirectorySeparatorChar);
    }

    /// <summary>True where two real paths lead to one file: written alike, or differing in ways that their volume does not tell apart.</summary>
    /// <param name="a">A path as <see cref="Resolve"/> gives it.</param>
    /// <param name="b">Another.</param>
    public static bool AreSame(string a, string b) =>
        string.Equals(a, b, StringComparison.Ordinal)
        || (RoughlyAlike.Equals(a, b) && string.Equals(AsListed(a), AsListed(b), StringComparison.Ordinal));

    /// <summary>The path as the folders on its way list it; what is not there is kept as it is written.</summary>
    private static string AsListed(string real)
    {
        var current = Path.GetPathRoot(real)!;
        foreach (var segment in Segments(real))
        {
            var next = Path.Combine(current, segment);
            current = Path.Exists(next) ? Path.Combine(current, Listed(current, segment)) : next;
        }

        return current;
    }

    // A folder that has such a file and lists it by another name only does not tell the two names apart.
    private static string Listed(string folder, string name)
    {
        try
        {
            var alike = Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).Where(listed => RoughlyAlike.Equals(listed, name)).ToList();
            return alike.Count == 1 ? alike[0] : name;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return name;
        }
    }

    private static string[] Segments(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..]
            .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    private static string? LinkTarget(string path) =>
        Directory.Exists(path) ? new DirectoryInfo(path).LinkTarget : new FileInfo(path).LinkTarget;
}

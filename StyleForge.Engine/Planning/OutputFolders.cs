using StyleForge.Models.Files;

namespace StyleForge.Engine.Planning;

/// <summary>
/// Finds out whether files can be made in folders. Only trying tells: permissions, mounts, quotas and lengths of names have the
/// last word. What is made for a trial is taken away again, and each folder is tried once.
/// </summary>
internal sealed class OutputFolders
{
    private const int DiskFull = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaReached = 122;

    private readonly Dictionary<string, string?> _tried = new(StringComparer.Ordinal);

    /// <summary>The folder itself, or the deepest one above it that there is.</summary>
    /// <param name="folder">An absolute path.</param>
    public static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }

    /// <summary>Bytes that this process may still write in a folder that there is; null where the system does not say.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Says why no file can be made in a folder, in a clause; null where one can.</summary>
    /// <param name="folder">An absolute path; the folder, and others above it, need not be there yet.</param>
    public string? Problem(string folder)
    {
        if (!_tried.TryGetValue(folder, out var problem))
        {
            _tried.Add(folder, problem = Try(folder));
        }

        return problem;
    }

    /// <summary>Finds out which of several files would be one, by making empty ones of their names where they would lie.</summary>
    /// <param name="files">Absolute paths, symbolic links followed.</param>
    /// <returns>For each file the first one that the disk takes for the same; itself where there is none, or where nothing can be made.</returns>
    public static IReadOnlyList<string> Rehearse(IReadOnlyList<string> files)
    {
        string[] same = [.. files];
        foreach (var place in Enumerable.Range(0, files.Count).GroupBy(i => Existing(Path.GetDirectoryName(files[i])!), StringComparer.Ordinal))
        {
            var trial = Path.Combine(place.Key, AtomicFile.TemporaryPrefix + Path.GetRandomFileName());
            try
            {
                foreach (var i in place)
                {
                    var file = Path.Combine(trial, Path.GetRelativePath(place.Key, files[i]));
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    if (File.Exists(file))
                    {
                        same[i] = File.ReadAllText(file);
                    }
                    else
                    {
                        File.WriteAllText(file, files[i]);
                    }
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Where nothing can be made nothing is overwritten, and another sentence says so.
            }
            finally
            {
                Remove(trial);
            }
        }

        return same;
    }

    // The folders that are missing are made under another one, so that nobody sees their names come and go.
    private static string? Try(string folder)
    {
        var existing = Existing(folder);
        var trial = Path.Combine(existing, AtomicFile.TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            var deepest = Directory.CreateDirectory(Path.Combine(trial, Path.GetRelativePath(existing, folder))).FullName;
            using var file = new FileStream(Path.Combine(deepest, "trial"), FileMode.CreateNew, FileAccess.Write);
            file.WriteByte(0);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure switch
            {
                UnauthorizedAccessException => $"there is no permission to write in \"{existing}\"",
                PathTooLongException => "its path, or the name of a folder in it, is longer than this disk allows",
                DirectoryNotFoundException or FileNotFoundException => $"nothing can be made in \"{existing}\"",
                { HResult: ReadOnlyFileSystem } => $"\"{existing}\" can only be read",
                { HResult: DiskFull or QuotaReached } => $"there is no room in \"{existing}\"",
                _ => $"\"{existing}\" takes no file ({failure.Message})",
            };
        }
        finally
        {
            Remove(trial);
        }
    }

    private static void Remove(string trial)
    {
        try
        {
            Directory.Delete(trial, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It could not be made, which has been told, or another program holds it.
        }
    }
}

namespace StyleForge.Training.Examples;

/// <summary>A folder with a folder for each class: the folders' names are the labels.</summary>
internal static class ClassFolders
{
    /// <summary>The classes and their files, by the code of their names. Links and hidden files are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="endings">The endings of file names that count.</param>
    /// <param name="noun">What a file is: <c>picture</c>.</param>
    /// <param name="known">The classes that there may be; null for any.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The labels, and the files with the places of their labels.</returns>
    public static (IReadOnlyList<string> Labels, IReadOnlyList<(string Path, string Name, int Label)> Files) List(
        string folder, IReadOnlyList<string> endings, string noun, IReadOnlyList<string>? known, List<string> problems)
    {
        var visible = new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        string[] classes = [.. Directory.EnumerateDirectories(folder, "*", visible).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        if (known is null && classes.Length < 2)
        {
            problems.Add(classes.Length == 0
                ? $"{folder} has no folders in it: put the {noun}s of each class into a folder that is called like the class."
                : $"{folder} has one class only, '{classes[0]}': there must be a folder for each of two or more.");
        }

        var labels = known ?? classes;
        var files = new List<(string, string, int)>();
        foreach (var name in classes)
        {
            var label = IndexOf(labels, name);
            if (label < 0)
            {
                problems.Add($"{Path.Combine(folder, name)} is of a class that is not trained: the classes are {string.Join(", ", labels)}.");
                continue;
            }

            var own = Directory.EnumerateFiles(Path.Combine(folder, name), "*", new EnumerationOptions { AttributesToSkip = visible.AttributesToSkip, IgnoreInaccessible = false, RecurseSubdirectories = true })
                .Where(path => endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .ToArray();
            if (own.Length == 0)
            {
                problems.Add($"{Path.Combine(folder, name)} has no {noun}: put {noun}s of that class there, or delete the folder.");
            }

            files.AddRange(own.Select(file => (file.Path, file.Name, label)));
        }

        if (known is not null && classes.Length == 0)
        {
            problems.Add($"{folder} has no folders in it: put the {noun}s of each class into a folder that is called like the class.");
        }

        return (labels, files);
    }

    /// <summary>The place of a label; −1 where it is none.</summary>
    public static int IndexOf(IReadOnlyList<string> labels, string label)
    {
        for (var index = 0; index < labels.Count; index++)
        {
            if (labels[index] == label)
            {
                return index;
            }
        }

        return -1;
    }
}

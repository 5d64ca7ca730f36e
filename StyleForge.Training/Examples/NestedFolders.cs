using StyleForge.Engine.Codecs;
using StyleForge.Models.Threading;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Examples;

/// <summary>
/// Reads folders of pictures, however deep they lie: each that holds pictures is a class, called by its path (<c>Greek/character01</c>), and classes whose paths differ in
/// the last part alone are of one group (<c>Greek</c>). A class that lies in no other folder is a group of its own.
/// </summary>
public static class NestedFolders
{
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>The group of a class.</summary>
    public static string GroupOf(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.LastIndexOf('/') is >= 0 and var end ? label[..end] : label;
    }

    /// <summary>Reads all pictures, in the order of the codes of their names. Links and hidden files are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How to read them; the side must be given.</param>
    /// <param name="workers">Threads to share the files among.</param>
    /// <param name="progress">Told after each picture, by one thread at a time; or null.</param>
    /// <param name="cancellation">Ends the reading between two files.</param>
    /// <exception cref="ExampleException">They cannot be used; all that is wrong with them is said.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExampleSet Read(
        string folder, ExampleOptions options, WorkerPool workers, Action<TrainingPictureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workers);
        var side = options.Side ?? throw new ArgumentException("Pictures of folders need one side.", nameof(options));
        if (!Directory.Exists(folder))
        {
            throw new ExampleException([$"{folder} {(File.Exists(folder) ? "is a file" : "does not exist")}: name a folder with a folder of pictures for each class."]);
        }

        string[] endings = [.. ImageCodecs.Default.Extensions];
        var files = Folders(folder)
            .SelectMany(own => Directory.EnumerateFiles(own, "*", Visible).Where(path => endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Select(path => (Path: path, Label: Name(own), Name: Name(path))))
            .Where(file => file.Label != ".")
            .OrderBy(file => file.Label, StringComparer.Ordinal).ThenBy(file => file.Name, StringComparer.Ordinal)
            .ToArray();
        string[] labels = [.. files.Select(file => file.Label).Distinct()];
        if (labels.Length < 2)
        {
            throw new ExampleException([labels.Length == 0
                ? $"{folder} has no folders with pictures in it: put the pictures of each class into a folder of its own."
                : $"{folder} has one class only, '{labels[0]}': there must be a folder of pictures for each of two or more."]);
        }

        var loading = new PictureLoading([.. files.Select(file => file.Path)], side, options.Channels, options.Background, progress, cancellation);
        workers.Run(loading, files.Length);
        string[] problems = [.. loading.Problems.OfType<string>()];
        if (problems.Length > 0)
        {
            throw new ExampleException(problems);
        }

        var places = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        return new ExampleSet(labels, [1, options.Channels, side, side], arePictures: true, [.. files.Select((file, index) => new Example(file.Name, places[file.Label], loading.Pictures[index]))]);

        string Name(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
    }

    private static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder, "*", Visible).SelectMany(Folders).Prepend(folder);
}

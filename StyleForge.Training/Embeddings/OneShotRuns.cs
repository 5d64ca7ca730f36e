using StyleForge.Models.Threading;
using StyleForge.Training.Examples;

namespace StyleForge.Training.Embeddings;

/// <summary>
/// Questions of one shot that lie in files, as Omniglot has them: folders whose <c>class_labels.txt</c> has a line a question, the picture's path and the path of the
/// right choice. The choices are all that the file names as such.
/// </summary>
/// <param name="Examples">The pictures, a class each: who asks knows which belong together.</param>
/// <param name="Tasks">The questions.</param>
public sealed record OneShotRuns(ExampleSet Examples, IReadOnlyList<OneShotTask> Tasks)
{
    private const string Labels = "class_labels.txt";

    /// <summary>Reads all runs of a folder.</summary>
    /// <param name="folder">The folder that the runs' folders lie in.</param>
    /// <param name="options">How to read pictures; the side must be given.</param>
    /// <param name="workers">Threads to share the files among.</param>
    /// <param name="cancellation">Ends the reading between two files.</param>
    /// <exception cref="ExampleException">They cannot be used; all that is wrong with them is said.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static OneShotRuns Read(string folder, ExampleOptions options, WorkerPool workers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workers);
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Labels, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0)
        {
            throw new ExampleException([$"{folder} has no runs: name a folder with folders in it that hold {Labels} and pictures each."]);
        }

        var (problems, paths, questions) = (new List<string>(), new List<string>(), new List<(string Query, string Right, string[] Choices)>());
        foreach (var file in files)
        {
            string[][] lines = [.. File.ReadLines(file).Where(line => line.Trim().Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            if (lines.FirstOrDefault(line => line.Length != 2) is { } wrong)
            {
                problems.Add($"{file} has the line '{string.Join(' ', wrong)}', but each must be two paths with a space between.");
                continue;
            }

            string[] choices = [.. lines.Select(line => line[1]).Distinct().Order(StringComparer.Ordinal)];
            if (choices.Length < 2)
            {
                problems.Add($"{file} names fewer than two choices: there must be two or more to choose from.");
                continue;
            }

            questions.AddRange(lines.Select(line => (Absolute(line[0]), Absolute(line[1]), choices.Select(Absolute).ToArray())));

            // Paths begin with the run's own folder.
            string Absolute(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetDirectoryName(file))!);
        }

        paths.AddRange(questions.SelectMany(question => question.Choices.Append(question.Query)).Distinct().Order(StringComparer.Ordinal));
        var loading = new PictureLoading(paths, options.Side ?? throw new ArgumentException("Pictures of runs need one side.", nameof(options)), options.Channels, options.Background, null, cancellation);
        workers.Run(loading, paths.Count);
        problems.AddRange(loading.Problems.OfType<string>());
        if (problems.Count > 0)
        {
            throw new ExampleException(problems);
        }

        var places = paths.Index().ToDictionary(path => path.Item, path => path.Index);
        string[] names = [.. paths.Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))];
        return new OneShotRuns(
            new ExampleSet(names, [1, options.Channels, options.Side.Value, options.Side.Value], arePictures: true, [.. names.Select((name, place) => new Example(name, place, loading.Pictures[place]))]),
            [.. questions.Select(question => new OneShotTask(places[question.Query], [.. question.Choices.Select(choice => places[choice])], Array.IndexOf(question.Choices, question.Right)))]);
    }
}

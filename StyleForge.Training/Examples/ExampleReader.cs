using StyleForge.Models.Threading;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Examples;

/// <summary>Finds out how examples lie in files, and reads them.</summary>
public static class ExampleReader
{
    private static readonly string[] Tables = [".csv", ".tsv", ".txt"];

    /// <summary>How the examples at a path lie there.</summary>
    /// <exception cref="ExampleException">There is nothing, or nothing that is known.</exception>
    public static ExampleKind Recognise(string path)
    {
        if (File.Exists(path))
        {
            return Tables.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
                ? ExampleKind.Signals
                : throw new ExampleException([$"{path} is a file, but not a table ({string.Join(", ", Tables)}): name a folder with a folder for each class, a folder with idx files, or a table."]);
        }

        if (!Directory.Exists(path))
        {
            throw new ExampleException([$"{path} does not exist: name a folder with a folder for each class, a folder with idx files, or a table."]);
        }

        return IdxFiles.AreIn(path) ? ExampleKind.Idx : VolumeFiles.AreIn(path) ? ExampleKind.Volumes : ExampleKind.Pictures;
    }

    /// <summary>Reads examples.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="known">The classes of other examples, which these must be of; null where these have their own.</param>
    /// <param name="workers">Threads to share the files among.</param>
    /// <param name="progress">Told after each picture of a folder, by one thread at a time; or null.</param>
    /// <param name="cancellation">Ends the reading between two files.</param>
    /// <exception cref="ExampleException">They cannot be used; all that is wrong with them is said.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExampleSet Read(
        string path, ExampleOptions options, ExampleSet? known, WorkerPool workers, Action<TrainingPictureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workers);
        var labels = known?.Labels;
        var set = Recognise(path) switch
        {
            ExampleKind.Idx => IdxFiles.Read(path, IdxFiles.Training, options, labels),
            ExampleKind.Signals => SignalTable.Read(path, options, labels),
            ExampleKind.Volumes => VolumeFiles.Read(path, labels, cancellation),
            _ => PictureFolders.Read(path, options, labels, workers, progress, cancellation),
        };
        return known is null || set.Source == known.Source
            ? set
            : throw new ExampleException([$"{path} holds examples of shape {set.Source}, but those that are trained on have the shape {known.Source}: both must be of one size."]);
    }

    /// <summary>The examples to test with that lie beside those to train on, as idx files have them (<c>t10k-images-…</c>); null where there are none.</summary>
    /// <inheritdoc cref="Read"/>
    public static ExampleSet? ReadTest(string path, ExampleOptions options, ExampleSet known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Directory.Exists(path) && IdxFiles.AreIn(path, IdxFiles.Test) ? IdxFiles.Read(path, IdxFiles.Test, options, known.Labels) : null;
    }
}

using StyleForge.Engine.Codecs;
using StyleForge.Models.Threading;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Examples;

/// <summary>Reads a folder with a folder of pictures for each class.</summary>
internal static class PictureFolders
{
    /// <summary>Reads them all.</summary>
    /// <inheritdoc cref="ExampleReader.Read"/>
    public static ExampleSet Read(string path, ExampleOptions options, IReadOnlyList<string>? known, WorkerPool workers, Action<TrainingPictureProgress>? progress, CancellationToken cancellation)
    {
        var problems = new List<string>();
        var (labels, files) = ClassFolders.List(path, [.. ImageCodecs.Default.Extensions], "picture", known, problems);
        var side = options.Side ?? throw new ArgumentException("Pictures of folders need one side.", nameof(options));
        var loading = new PictureLoading([.. files.Select(file => file.Path)], side, options.Channels, options.Background, progress, cancellation);
        workers.Run(loading, files.Count);
        problems.AddRange(loading.Problems.OfType<string>());
        return problems.Count == 0
            ? new ExampleSet(labels, [1, options.Channels, side, side], arePictures: true, [.. files.Select((file, index) => new Example(file.Name, file.Label, loading.Pictures[index]))])
            : throw new ExampleException(problems);
    }
}

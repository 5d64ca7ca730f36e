using StyleForge.Engine.Detection;
using StyleForge.Hosting;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Files;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>Finds detectors with their weights, by the name of a published one or by a file.</summary>
/// <param name="environment">Folders and variables.</param>
internal sealed class DetectorFiles(HostEnvironment environment)
{
    /// <summary>The names of the published detectors.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. GridDetector.Published.Select(detector => detector.Network.Name)];

    /// <summary>Loads a detector.</summary>
    /// <param name="named">A published detector's name, or a file: Darknet's weights, or what <c>train detector</c> has written.</param>
    /// <param name="weightsFile">Weights of the published detector, to use in place of those of this machine; null for those.</param>
    /// <param name="workers">The threads that it is to work on.</param>
    /// <returns>The detector, which is the caller's.</returns>
    /// <exception cref="CommandFailure">There is no such detector, its weights are not here, or they are others.</exception>
    public IObjectDetector Load(string named, string? weightsFile, WorkerPool workers)
    {
        try
        {
            return GridDetector.Published.FirstOrDefault(detector => detector.Network.Name.Equals(named, StringComparison.OrdinalIgnoreCase)) is { } published
                ? Build(published, weightsFile is null ? PathOf(published) : Full(weightsFile), workers)
                : OfFile(named, weightsFile, workers);
        }
        catch (Exception refusal) when (refusal is WeightFormatException or AnnotationException or FileReadException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
    }

    private static ObjectDetector Build(GridDetector detector, string path, WorkerPool workers)
    {
        using var weights = WeightFile.Read(path);
        return new ObjectDetector(detector, Network<float>.Build(detector.Network, weights), workers);
    }

    private IObjectDetector OfFile(string named, string? weightsFile, WorkerPool workers)
    {
        var path = Full(named);
        if (!File.Exists(path))
        {
            throw new CommandFailure(
                $"--network is '{named}', but there is no such file, and the detectors are {string.Join(" and ", Names)}.{UsageProblems.DidYouMean(named, Names)}");
        }

        if (weightsFile is not null)
        {
            throw new CommandFailure($"--network names the file '{named}', which holds its own weights: leave --weights-file out.");
        }

        if (WeightFile.FormatOf(path) == "Darknet")
        {
            if (!File.Exists(Path.ChangeExtension(path, ".names")))
            {
                environment.Error.WriteLine($"{named} has no names of its classes beside it ({Path.GetFileName(Path.ChangeExtension(path, ".names"))}, a line a class): their numbers are told.");
            }

            return Build(GridDetector.ReadDarknet(path), path, workers);
        }

        using var weights = WeightFile.Read(path);
        return TrainedObjectDetector.Of(weights, workers);
    }

    private string PathOf(DetectorDescription detector) => new WeightLibrary(environment).Find(detector.Network) ?? throw new CommandFailure(
        $"The weights of {detector.Network.Name} are not on this machine: 'styleforge weights pull {detector.Network.Name}' fetches them ({Words.Bytes(detector.Network.Facts.Weights!.Bytes!.Value)}).");

    private string Full(string given) => Path.GetFullPath(given, environment.WorkingDirectory);
}

using StyleForge.Models.Detection;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Detection;

/// <summary>Puts to work what <c>train detector</c> has written.</summary>
public static class TrainedObjectDetector
{
    /// <summary>Makes the detector of a file ready, of the kind that the file says.</summary>
    /// <param name="weights">The file; it stays the caller's.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="WeightFormatException">The file does not say which detector it holds, or does not hold all of it.</exception>
    public static IObjectDetector Of(WeightSet weights, WorkerPool workers) => Of(TrainedDetector.Read(weights), weights, workers);

    /// <summary>Makes a detector ready.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="weights">Its weights; they stay the caller's.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <exception cref="WeightFormatException">They are not all there.</exception>
    public static IObjectDetector Of(IDetectorDescription description, WeightSet weights, WorkerPool workers)
    {
        var networks = TrainedDetector.Build(description, weights);
        return description is RegionDetector stages
            ? new TwoStageDetector(stages, networks[0], networks[1], workers)
            : new ObjectDetector((DetectorDescription)description, networks[0], workers);
    }
}

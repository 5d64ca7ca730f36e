using System.Globalization;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Torch;
using StyleForge.Training.Learning;

namespace StyleForge.Training.Detectors;

/// <summary>The training of a network that finds things on pictures.</summary>
public sealed class DetectorTraining : NetworkTraining<TrainingPoint>
{
    private const string Smaller = "--batch or --size";

    private DetectorTraining(ITrainer<TrainingPoint> trainer, IReadOnlyList<string> partNames, TimeProvider time)
        : base(trainer, time, Smaller) => PartNames = partNames;

    /// <summary>The names of the parts of the loss.</summary>
    public IReadOnlyList<string> PartNames { get; }

    /// <summary>Brings the random first weights of a detector to the device.</summary>
    /// <param name="detector">The detector; one with a grid has one output.</param>
    /// <param name="examples">One or more.</param>
    /// <param name="recipe">How.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="NotSupportedException">There is no loss for such a detector.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public static DetectorTraining Begin(
        DetectorDescription detector, IReadOnlyList<DetectorExample> examples, DetectorRecipe recipe, string device, int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(time);
        var (loss, kind) = LossOf(detector);
        var words = string.Create(CultureInfo.InvariantCulture, $"{detector.Network.Name} of {detector.Width}×{detector.Height} pixels, {kind}{detector.Classes.Count} classes, new");
        var order = new ExampleOrder(examples, detector.Width, detector.Height, recipe, detector.Landmarks);
        return Begin(detector.Network, order, loss, recipe, recipe.Describe(words, DetectorExample.FingerprintOf(examples)), device, threads, time);
    }

    /// <summary>Brings the random first weights of any network that finds things to the device.</summary>
    /// <typeparam name="TObject">What is to be found on pictures.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="examples">Gives the pictures of a step.</param>
    /// <param name="loss">What is learned by.</param>
    /// <param name="recipe">How.</param>
    /// <param name="words">All that decides what comes of it, in words: see <see cref="DetectorRecipe.Describe(string, string)"/>.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    internal static DetectorTraining Begin<TObject>(
        NetworkDescription network, IExampleOrder<TObject> examples, IDetectorLoss<TObject> loss, DetectorRecipe recipe, string words, string device, int threads, TimeProvider time)
    {
        using var weights = RandomWeights.Make(network, recipe.Seed);
        foreach (var (tap, biases) in loss.FirstBiases)
        {
            FirstWeights.BeginWith(weights, network, tap, biases);
        }

        return TrainingDevice.Guard(
            () => new DetectorTraining(new DetectorTrainer<TObject>(network, weights, examples, loss, recipe, words, TrainingDevice.Find(device, threads)), loss.PartNames, time), Smaller);
    }

    private static (IDetectorLoss<AnnotatedObject> Loss, string Words) LossOf(DetectorDescription detector) => detector switch
    {
        GridDetector { Heads: [var head] } grid => (new GridLoss(head, grid.Width, grid.Height), string.Create(CultureInfo.InvariantCulture, $"{head.Anchors.Count} anchors, ")),
        OneObjectDetector one => (new OneObjectLoss(one), one.Landmarks is { } points ? $"points {points}, " : ""),
        _ => throw new NotSupportedException($"No loss is known for {detector.GetType().Name} with {detector.Taps.Count} outputs."),
    };
}

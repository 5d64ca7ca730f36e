using System.Globalization;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Torch;
using StyleForge.Training.Learning;
using static TorchSharp.torch;

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
        IDetectorDescription detector, IReadOnlyList<DetectorExample> examples, DetectorRecipe recipe, string device, int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(time);
        var (loss, kind) = LossOf(detector, recipe.Seed);
        var words = string.Create(CultureInfo.InvariantCulture, $"{detector.Name} of {detector.Width}×{detector.Height} pixels, {kind}classes {string.Join(", ", detector.Classes)}, new");
        var order = new ExampleOrder(examples, detector.Width, detector.Height, recipe, detector.Landmarks);
        return Begin(detector.Networks[0], order, loss, recipe, recipe.Describe(words, DetectorExample.FingerprintOf(examples)), device, threads, time);
    }

    /// <summary>Brings the random first weights of any network that finds things to the device.</summary>
    /// <typeparam name="TObject">What is to be found on pictures.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="examples">Gives the pictures of a step.</param>
    /// <param name="loss">Makes what is learned by, for a device.</param>
    /// <param name="recipe">How.</param>
    /// <param name="words">All that decides what comes of it, in words: see <see cref="DetectorRecipe.Describe(string, string)"/>.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    internal static DetectorTraining Begin<TObject>(
        NetworkDescription network, IExampleOrder<TObject> examples, Func<Device, IDetectorLoss<TObject>> loss, DetectorRecipe recipe, string words, string device, int threads, TimeProvider time) =>
        TrainingDevice.Guard(() => Begun(new DetectorTrainer<TObject>(network, examples, loss, recipe, words, TrainingDevice.Find(device, threads)), time), Smaller);

    private static DetectorTraining Begun<TObject>(DetectorTrainer<TObject> trainer, TimeProvider time) => new(trainer, trainer.PartNames, time);

    private static (Func<Device, IDetectorLoss<AnnotatedObject>> Loss, string Words) LossOf(IDetectorDescription detector, ulong seed) => detector switch
    {
        GridDetector { Heads: [var head] } grid => (_ => new GridLoss(head, grid.Width, grid.Height), Anchors(head.Anchors.Count)),
        RegionDetector regions => (device => new TwoStageLoss(regions, seed, device), Anchors(regions.Anchors.Count)),
        OneObjectDetector one => (_ => new OneObjectLoss(one), one.Landmarks is { } points ? $"points {points}, " : ""),
        _ => throw new NotSupportedException($"No loss is known for a {detector.GetType().Name} like {detector.Name}."),
    };

    private static string Anchors(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} anchors, ");
}

using System.Globalization;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting;
using StyleForge.Models.Torch;
using StyleForge.Models.Weights;
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
    /// <param name="detector">The detector; of one output, where it has a grid.</param>
    /// <param name="examples">One or more.</param>
    /// <param name="recipe">How.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public static DetectorTraining Begin(
        IDetectorDescription detector, IReadOnlyList<DetectorExample> examples, DetectorRecipe recipe, string device, int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(time);
        var numbers = detector.Networks.Sum(network => network.Layers.Sum(layer => layer.ParameterCount));
        var words = string.Create(CultureInfo.InvariantCulture, $"{detector.Name} of {detector.Width}×{detector.Height} pixels, {numbers} numbers, {detector.Classes.Count} classes, new");
        return detector switch
        {
            GridDetector { Heads: [var head] } => OfOutput(new GridLoss(head, detector.Width, detector.Height), loss => loss.FirstBiases),
            OneObjectDetector one => OfOutput(new OneObjectLoss(one), loss => loss.FirstBiases),
            RegionDetector regions => Of(weights => TwoStageLoss.BeginWith(weights, regions), on => new TwoStageLoss(regions, recipe.Seed, on)),
            _ => throw new ArgumentException($"{detector.Name} is none of the small detectors that are trained.", nameof(detector)),
        };

        DetectorTraining OfOutput<TLoss>(TLoss loss, Func<TLoss, float[]> biases)
            where TLoss : IDetectorLoss<AnnotatedObject> => Of(weights => FirstWeights.BeginWith(weights, detector.Networks[0], loss.Taps[0], biases(loss)), _ => loss);

        DetectorTraining Of(Action<WeightSet> change, Func<Device, IDetectorLoss<AnnotatedObject>> loss) => Begin(
            detector.Networks[0],
            change,
            new ExampleOrder(examples, detector.Width, detector.Height, recipe),
            loss,
            recipe,
            recipe.Describe(words, DetectorExample.FingerprintOf(examples)),
            device,
            threads,
            time);
    }

    /// <summary>Brings the random first weights of any network that finds things to the device.</summary>
    /// <typeparam name="TObject">What is to be found on pictures.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="change">Changes its random weights before the first step.</param>
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
        NetworkDescription network,
        Action<WeightSet> change,
        IExampleOrder<TObject> examples,
        Func<Device, IDetectorLoss<TObject>> loss,
        DetectorRecipe recipe,
        string words,
        string device,
        int threads,
        TimeProvider time)
    {
        using var weights = RandomWeights.Make(network, recipe.Seed);
        change(weights);
        return TrainingDevice.Guard(
            () =>
            {
                var found = TrainingDevice.Find(device, threads);
                var own = loss(found);
                return new DetectorTraining(new DetectorTrainer<TObject>(network, weights, examples, own, recipe, words, found), own.PartNames, time);
            },
            Smaller);
    }
}

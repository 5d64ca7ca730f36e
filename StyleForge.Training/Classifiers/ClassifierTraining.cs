using StyleForge.Engine.Objectives;
using StyleForge.Models.Torch;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;

namespace StyleForge.Training.Classifiers;

/// <summary>The training of a network that tells classes apart. Of all epochs the one that does best on the held-out examples is kept: the weights are its.</summary>
public sealed class ClassifierTraining : NetworkTraining<EpochPoint>
{
    private const string Smaller = "--batch or --size";

    private readonly ClassifierTrainer _trainer;

    private ClassifierTraining(ClassifierTrainer trainer, TimeProvider time)
        : base(trainer, time, Smaller) => _trainer = trainer;

    /// <summary>Steps in all; fewer are done where it ends early.</summary>
    public int Steps => _trainer.Steps;

    /// <summary>What the epochs so far came to.</summary>
    public IReadOnlyList<EpochPoint> Epochs => _trainer.Epochs;

    /// <summary>The epoch that is kept; null before the first is done.</summary>
    public EpochPoint? Best => _trainer.Best;

    /// <summary>Brings the first weights to the device, and where the first layers are frozen computes what they show of all examples.</summary>
    /// <param name="start">The network and its first weights; they stay their owner's.</param>
    /// <param name="training">The examples to learn from.</param>
    /// <param name="heldOut">The examples to judge epochs by, of the same classes and shape.</param>
    /// <param name="recipe">How.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="ArgumentException">The network has no such tap to freeze up to, or nothing is left to learn.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public static ClassifierTraining Begin(
        ClassifierStart start, ExampleSet training, ExampleSet heldOut, ClassifierRecipe recipe, string device, int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(time);
        return TrainingDevice.Guard(() => new ClassifierTraining(new ClassifierTrainer(start, training, heldOut, recipe, TrainingDevice.Find(device, threads)), time), Smaller);
    }

    /// <summary>What the kept network makes of examples of the same classes and shape.</summary>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public ConfusionMatrix Evaluate(ExampleSet examples) => Guarded(() => _trainer.Evaluate(examples));
}

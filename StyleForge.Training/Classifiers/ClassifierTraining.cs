using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Training.Examples;
using StyleForge.Training.Features;

namespace StyleForge.Training.Classifiers;

/// <summary>
/// The training of a network that tells classes apart, by gradients that libtorch finds. Whatever is drawn depends on the seed, the epoch and the step alone, and
/// checkpoints hold all that goes on from step to step. Of all epochs the one that does best on the held-out examples is kept.
/// </summary>
public sealed class ClassifierTraining : IDisposable
{
    private const string Smaller = "--batch or --size";

    private readonly ClassifierTrainer _trainer;

    private ClassifierTraining(ClassifierTrainer trainer) => _trainer = trainer;

    /// <summary>All that decides what comes of it, in words.</summary>
    public string Recipe => _trainer.Recipe;

    /// <summary>Where it runs: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => _trainer.DeviceName;

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => _trainer.StepsPerEpoch;

    /// <summary>Steps in all; fewer are done where it ends early.</summary>
    public int Steps => _trainer.Steps;

    /// <summary>Steps done.</summary>
    public int StepsDone => _trainer.StepsDone;

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
        return TrainingDevice.Guard(() => new ClassifierTraining(new ClassifierTrainer(start, training, heldOut, recipe, TrainingDevice.Find(device, threads), time)), Smaller);
    }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="ArgumentException">It is of another recipe, or a part of it was lost.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public void Resume(TrainingState state) => Guard(() => _trainer.Resume(state));

    /// <summary>Trains to the end. A checkpoint is saved about every minute, at the end, and when the training is cancelled, but never with what is no number.</summary>
    /// <param name="observe">Gets what each epoch came to.</param>
    /// <param name="save">Gets the state at each checkpoint, which it does not keep.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <param name="stepped">Gets how far it is after each step; or null.</param>
    /// <exception cref="OptimisationException">The loss, or something learned, is no longer a number.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Action<EpochPoint> observe, Action<TrainingState> save, CancellationToken cancellation, Action<TrainingReach>? stepped = null) =>
        Guard(() => _trainer.Run(observe, save, stepped, cancellation));

    /// <summary>What the kept network makes of examples of the same classes and shape.</summary>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public ConfusionMatrix Evaluate(ExampleSet examples) => TrainingDevice.Guard(() => _trainer.Evaluate(examples), Smaller);

    /// <summary>The weights of the kept network.</summary>
    /// <returns>Names and tensors; the caller disposes the tensors.</returns>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => TrainingDevice.Guard(_trainer.Weights, Smaller);

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();

    private static void Guard(Action work) => TrainingDevice.Guard(
        () =>
        {
            work();
            return true;
        },
        Smaller);
}

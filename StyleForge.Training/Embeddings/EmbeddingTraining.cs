using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Classification;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Training.Examples;
using StyleForge.Training.Features;

namespace StyleForge.Training.Embeddings;

/// <summary>
/// The training of a network that makes pictures comparable, by gradients that libtorch finds. Whatever is drawn depends on the seed and the step alone, and checkpoints
/// hold all that goes on from step to step.
/// </summary>
public sealed class EmbeddingTraining : IDisposable
{
    private const string Smaller = "--classes, --pictures or --size";

    private readonly EmbeddingTrainer _trainer;

    private EmbeddingTraining(EmbeddingTrainer trainer) => _trainer = trainer;

    /// <summary>All that decides what comes of it, in words.</summary>
    public string Recipe => _trainer.Recipe;

    /// <summary>Where it runs: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => _trainer.DeviceName;

    /// <summary>Choices of the questions about held-out classes that points of the curve are judged by; 0 without any.</summary>
    public int Ways => _trainer.Ways;

    /// <summary>Brings the first weights to the device.</summary>
    /// <param name="training">The pictures to learn from: of one channel, and of two classes or more with two pictures each.</param>
    /// <param name="heldOut">Pictures of other classes to judge points of the curve by; null for none.</param>
    /// <param name="recipe">How.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="ExampleException">There are too few classes with two pictures.</exception>
    /// <exception cref="ArgumentException">The recipe asks for steps of one group, but no group has two such classes.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public static EmbeddingTraining Begin(ExampleSet training, ExampleSet? heldOut, EmbeddingRecipe recipe, string device, int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(time);
        return TrainingDevice.Guard(() => new EmbeddingTraining(new EmbeddingTrainer(training, heldOut, recipe, TrainingDevice.Find(device, threads), time)), Smaller);
    }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="ArgumentException">It is of another recipe, or a part of it was lost.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public void Resume(TrainingState state) => Guard(() => _trainer.Resume(state));

    /// <summary>Trains to the end. A checkpoint is saved about every minute, at the end, and when the training is cancelled, but never with what is no number.</summary>
    /// <param name="observe">Gets each point of the curve.</param>
    /// <param name="save">Gets the state at each checkpoint, which it does not keep.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <param name="stepped">Gets how far it is after each step; or null.</param>
    /// <exception cref="OptimisationException">The loss, or something learned, is no longer a number.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Action<EmbeddingPoint> observe, Action<TrainingState> save, CancellationToken cancellation, Action<TrainingReach>? stepped = null) =>
        Guard(() => _trainer.Run(observe, save, stepped, cancellation));

    /// <summary>What pictures become, in their order: numbers of unit length.</summary>
    /// <param name="examples">Pictures of the size that it is trained on.</param>
    /// <param name="views">How often each is looked at, 1 or more: first as it is, then changed by chance as in the training. What comes of these is averaged.</param>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public IReadOnlyList<float[]> Embed(ExampleSet examples, int views = 1) => TrainingDevice.Guard(() => _trainer.Embed(examples, views), Smaller);

    /// <summary>The network as it is now, and how its results are compared.</summary>
    /// <exception cref="BackendException">The device failed.</exception>
    public TrainedEmbedding Describe() => TrainingDevice.Guard(_trainer.Describe, Smaller);

    /// <summary>Its weights.</summary>
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

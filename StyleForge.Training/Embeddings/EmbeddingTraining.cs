using StyleForge.Engine.Objectives;
using StyleForge.Models.Classification;
using StyleForge.Models.Torch;
using StyleForge.Training.Examples;
using StyleForge.Training.Learning;

namespace StyleForge.Training.Embeddings;

/// <summary>The training of a network that makes pictures comparable.</summary>
public sealed class EmbeddingTraining : NetworkTraining<EmbeddingPoint>
{
    private const string Smaller = "--classes, --pictures or --size";

    private readonly EmbeddingTrainer _trainer;

    private EmbeddingTraining(EmbeddingTrainer trainer, TimeProvider time)
        : base(trainer, time, Smaller) => _trainer = trainer;

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
        return TrainingDevice.Guard(() => new EmbeddingTraining(new EmbeddingTrainer(training, heldOut, recipe, TrainingDevice.Find(device, threads)), time), Smaller);
    }

    /// <summary>What pictures become, in their order: numbers of unit length.</summary>
    /// <param name="examples">Pictures of the size that it is trained on.</param>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public IReadOnlyList<float[]> Embed(ExampleSet examples) => Guarded(() => _trainer.Embed(examples));

    /// <summary>The network as it is now, and how its results are compared.</summary>
    /// <exception cref="BackendException">The device failed.</exception>
    public TrainedEmbedding Describe() => Guarded(_trainer.Describe);
}

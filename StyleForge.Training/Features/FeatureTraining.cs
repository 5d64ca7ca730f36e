using StyleForge.Engine.Objectives;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Torch;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Features;

/// <summary>
/// The training of a feature network: a student learns, by gradients that libtorch finds, to see what one or more trained networks
/// see. Whatever is drawn depends on the seed and the step alone, and checkpoints hold all that goes on from step to step.
/// </summary>
public sealed class FeatureTraining : IDisposable
{
    private readonly FeatureTrainer _trainer;

    private FeatureTraining(FeatureTrainer trainer) => _trainer = trainer;

    /// <summary>The names of the parts of the loss.</summary>
    public IReadOnlyList<string> PartNames => _trainer.PartNames;

    /// <summary>All that decides what comes of it, in words.</summary>
    public string Recipe => _trainer.Recipe;

    /// <summary>Where it runs: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => _trainer.DeviceName;

    /// <summary>Steps done.</summary>
    public int StepsDone => _trainer.StepsDone;

    /// <summary>Draws the network's first weights, scales its teachers, and brings the pictures to the device.</summary>
    /// <param name="student">The network to make; see <see cref="Vgg.ForgeOf"/>.</param>
    /// <param name="teachers">Trained networks; a tap is taught by the first that reaches it. They stay their owner's.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="recipe">How.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of the processor to work on.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TorchUnavailableException">libtorch or the device cannot be used.</exception>
    /// <exception cref="ArgumentException">Nobody teaches a tap of the student.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory; nothing stays on it.</exception>
    public static FeatureTraining Begin(
        NetworkDescription student, IReadOnlyList<TeacherSource> teachers, TrainingPictures pictures, FeatureRecipe recipe, string device, int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teachers);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(time);
        return Guard(() => new FeatureTraining(new FeatureTrainer(student, teachers, pictures, recipe, TrainingDevice.Find(device, threads), time)));
    }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="ArgumentException">It is of another recipe, or a part of it was lost.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public void Resume(TrainingState state) => Guard(() =>
    {
        _trainer.Resume(state);
        return true;
    });

    /// <summary>Trains to the end. A checkpoint is saved about every minute, at the end, and when the training is cancelled, but never with what is no number.</summary>
    /// <param name="observe">Gets each point of the curve.</param>
    /// <param name="save">Gets the state at each checkpoint, which it does not keep.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <param name="stepped">Gets how far it is after each step; or null.</param>
    /// <exception cref="OptimisationException">The loss, or something learned, is no longer a number.</exception>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Action<TrainingPoint> observe, Action<TrainingState> save, CancellationToken cancellation, Action<TrainingReach>? stepped = null)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(save);
        Guard(() =>
        {
            _trainer.Run(observe, save, stepped, cancellation);
            return true;
        });
    }

    /// <summary>The student's weights, scaled so that activations have mean 1 on photographs.</summary>
    /// <returns>Names and tensors; the caller disposes the tensors.</returns>
    /// <exception cref="BackendException">The device failed, or has too little memory.</exception>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights() => Guard(_trainer.Weights);

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();

    /// <inheritdoc cref="TrainingDevice.Guard"/>
    internal static T Guard<T>(Func<T> work) => TrainingDevice.Guard(work, "--pairs or --side");
}

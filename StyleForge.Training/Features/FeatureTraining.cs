using StyleForge.Engine.Objectives;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Torch;
using StyleForge.Training.Learning;
using StyleForge.Training.Pictures;

namespace StyleForge.Training.Features;

/// <summary>
/// The training of a feature network: a student learns to see what one or more trained networks see. The weights are scaled so that activations have mean 1 on photographs.
/// </summary>
public sealed class FeatureTraining : NetworkTraining<TrainingPoint>
{
    private const string Smaller = "--pairs or --side";

    private readonly FeatureTrainer _trainer;

    private FeatureTraining(FeatureTrainer trainer, TimeProvider time)
        : base(trainer, time, Smaller) => _trainer = trainer;

    /// <summary>The names of the parts of the loss.</summary>
    public IReadOnlyList<string> PartNames => _trainer.PartNames;

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
        return TrainingDevice.Guard(() => new FeatureTraining(new FeatureTrainer(student, teachers, pictures, recipe, TrainingDevice.Find(device, threads)), time), Smaller);
    }
}

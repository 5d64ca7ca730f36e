using StyleForge.Engine.Settings;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Training;

/// <summary>The training of a feature network from its pieces: student, teacher, pictures and recipe.</summary>
public sealed class FeatureTraining : IDisposable
{
    // Crops that scales are measured on; no step of the training draws their numbers.
    private const ulong ScaleSeed = 0x5CA1E;

    private readonly TensorPool _pool = new();
    private readonly WorkerPool _workers;
    private readonly CropSampler _scaleCrops;
    private readonly ITrainingTask _task;
    private readonly FeatureTrainer _trainer;

    /// <summary>Draws the network's first weights, and scales it and its teacher.</summary>
    /// <param name="student">The network to make.</param>
    /// <param name="teachers">Trained networks; their layers are scaled in place. At each tap the first that has it teaches. Null where the recipe has none.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="recipe">How.</param>
    /// <param name="threads">Threads to work on; null for one a processor.</param>
    public FeatureTraining(NetworkDescription student, IReadOnlyList<Network<float>>? teachers, TrainingPictures pictures, FeatureRecipe recipe, int? threads)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Source == FeatureSource.Teacher)
        {
            ArgumentNullException.ThrowIfNull(teachers);
        }

        _workers = new WorkerPool(threads);
        _scaleCrops = new CropSampler(pictures.Pictures, new CropOptions { Side = recipe.Crops.Side }, ScaleSeed);
        var crops = new CropSampler(pictures.Pictures, recipe.Crops, recipe.Seed, Shares(pictures.Pictures));
        Student = Network<float>.BuildRandom(student, recipe.Seed, new NetworkOptions { Pooling = PoolingKind.Average, Border = BorderMode.Reflect });
        TapScales.Normalise(Student, _scaleCrops, _workers, _pool);
        _task = recipe.Source == FeatureSource.Exemplars
            ? new Exemplars(Student, crops, pictures.Pictures.Count, recipe.Exemplars, recipe.Seed, _workers.Threads, _pool)
            : Follow(teachers!, crops, recipe);
        _trainer = new FeatureTrainer(Student, _task, _scaleCrops, recipe.Trainer, recipe.Describe(student.Name, pictures.Fingerprint, teachers is null ? null : string.Join(' ', teachers.Select(teacher => teacher.WeightsSha256))), _workers, _pool);
    }

    /// <summary>The network in training.</summary>
    public Network<float> Student { get; }

    /// <summary>All that decides what comes of it, in words.</summary>
    public string Recipe => _trainer.Recipe;

    /// <summary>The names of the parts of the loss.</summary>
    public IReadOnlyList<string> PartNames => _task.PartNames;

    /// <summary>Steps done.</summary>
    public int StepsDone => _trainer.StepsDone;

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="ArgumentException">It is of another recipe.</exception>
    public void Resume(TrainingState state) => _trainer.Resume(state);

    /// <summary>Trains to the end: see <see cref="FeatureTrainer.Run"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(Action<TrainingPoint> observe, Action<TrainingState> save, CancellationToken cancellation, Action<int>? stepped = null) =>
        _trainer.Run(observe, save, cancellation, stepped);

    /// <summary>The student's weights, scaled so that activations have mean 1 on photographs.</summary>
    /// <returns>Names and tensors; the caller disposes the tensors.</returns>
    public IReadOnlyList<(string Name, Tensor<float> Tensor)> Weights()
    {
        TapScales.Normalise(Student, _scaleCrops, _workers, _pool);
        return [.. Student.Layers.SelectMany(layer => layer.Parameters).Select(parameter => (parameter.Name, Tensor<float>.From(parameter.Value.Shape, parameter.Value.Span)))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _task.Dispose();
        Student.Dispose();
        _workers.Dispose();
        _pool.Dispose();
    }

    // A folder counts as much as the square root of its pictures, lest a thousand textures drown fifty photographs.
    private static double[] Shares(IReadOnlyList<TrainingPicture> pictures)
    {
        static string Folder(TrainingPicture picture) => picture.Name.Split('/')[0];
        var counts = pictures.CountBy(Folder).ToDictionary();
        return [.. pictures.Select(picture => 1 / Math.Sqrt(counts[Folder(picture)]))];
    }

    private Distillation Follow(IReadOnlyList<Network<float>> teachers, CropSampler crops, FeatureRecipe recipe)
    {
        foreach (var teacher in teachers)
        {
            TapScales.Normalise(teacher, _scaleCrops, _workers, _pool);
        }

        var energies = recipe.Distillation.Taps
            .Select(tap => TapScales.Measure(Distillation.TeacherOf(teachers, tap), [tap], _scaleCrops, _workers, _pool)[0].Square)
            .ToArray();
        return new Distillation(Student, teachers, energies, crops, recipe.Distillation, TransferSettings(), recipe.Seed, _workers.Threads, _pool);
    }

    // The layers that renders look at, and nothing to smooth what the student gets wrong.
    private static RenderSettings TransferSettings() => SettingsResolver.Resolve([]).Settings! with
    {
        StyleLayers = [new("relu1_1", 1), new("relu2_1", 1), new("relu3_1", 1), new("relu3_3", 1), new("relu4_1", 1), new("relu5_1", 1)],
        TotalVariationWeight = 0,
    };
}

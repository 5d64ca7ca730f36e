using StyleForge.Engine.Measuring;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Training;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Tests.Engine.Training;

/// <summary>A student of a few channels, a wider teacher, and pictures of a few pixels: a training of milliseconds.</summary>
internal sealed class Toy : IDisposable
{
    public const int Side = 16;

    private readonly Distillation _task;
    private readonly CropSampler _crops;

    public Toy(DistillationOptions options, int threads = 1, int? studentWidth = null)
    {
        Workers = new WorkerPool(threads);
        Student = Network<float>.BuildRandom(Description(studentWidth ?? 4), 1, Options);
        Teacher = Network<float>.BuildRandom(Description(9), 2, Options);
        Shift(Student);
        Shift(Teacher);
        _crops = new CropSampler(Pictures, new CropOptions { Side = Side }, 5);
        _task = new Distillation(Student, [Teacher], [.. options.Taps.Select(_ => 0.3)], _crops, options, Settings, 7, threads, Pool);
    }

    public static DistillationOptions Distillation { get; } = new() { Taps = ["relu1_1", "relu1_2", "relu2_1"], Pairs = 4, Visited = 0.5, Transfers = 4 };

    public static NetworkOptions Options { get; } = new() { Pooling = PoolingKind.Maximum, Border = BorderMode.Reflect };

    /// <summary>Waves with a grain, each of other colours.</summary>
    public static IReadOnlyList<TrainingPicture> Pictures { get; } = [.. Enumerable.Range(1, 4).Select(Picture)];

    public static RenderSettings Settings { get; } = Workbench.Settings(new Dictionary<string, string?>()).Settings! with
    {
        ContentLayers = [new LayerWeight("relu2_1", 1)],
        StyleLayers = [new LayerWeight("relu1_1", 1), new LayerWeight("relu2_1", 1)],
    };

    public WorkerPool Workers { get; }

    public TensorPool Pool { get; } = new();

    public Network<float> Student { get; }

    public Network<float> Teacher { get; }

    public ITrainingTask Task => _task;

    public static NetworkDescription Description(int width) => new("toy", Vgg.Forge.Facts,
    [
        new ConvolutionDescription("features.0", "conv1_1", 3, width), new ReluDescription("features.1", "relu1_1"),
        new ConvolutionDescription("features.2", "conv1_2", width, width), new ReluDescription("features.3", "relu1_2"),
        new PoolingDescription("features.4", "pool1"),
        new ConvolutionDescription("features.5", "conv2_1", width, width + 1), new ReluDescription("features.6", "relu2_1"),
    ]);

    public FeatureTrainer Trainer(TrainerOptions options, string recipe = "toy") => new(Student, Task, _crops, options, recipe, Workers, Pool);

    public void Dispose()
    {
        _task.Dispose();
        Student.Dispose();
        Teacher.Dispose();
        Workers.Dispose();
        Pool.Dispose();
    }

    // Random filters come without biases.
    private static void Shift(Network<float> network)
    {
        foreach (var layer in network.Layers.Where(layer => layer.Parameters.Count > 1))
        {
            for (var i = 0; i < layer.Parameters[1].Value.Length; i++)
            {
                layer.Parameters[1].Value.Span[i] = 0.0625f * ((i % 5) - 1);
            }
        }
    }

    private static TrainingPicture Picture(int number)
    {
        const int width = 60, height = 50;
        var random = new SplitMix64((ulong)number);
        var samples = new byte[3 * width * height];
        for (var i = 0; i < samples.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            samples[i] = (byte)(128 + (80 * Math.Sin((x * 0.1 * number) + (y * 0.3 * channel) + number)) + (30 * (random.NextDouble() - 0.5)));
        }

        return new TrainingPicture($"folder/{number}.png", width, height, samples);
    }
}

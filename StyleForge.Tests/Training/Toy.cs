using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Training.Features;
using StyleForge.Training.Pictures;

namespace StyleForge.Tests.Training;

/// <summary>A student of a few channels, a teacher of as many at one tap, and pictures of a few pixels: a training of milliseconds.</summary>
internal sealed class Toy : IDisposable
{
    public const int Side = 16;

    private readonly WeightSet _weights = RandomTeacher();

    public static NetworkDescription Student { get; } = Vgg.ForgeOf([[6, 4], [7]]);

    public static FeatureRecipe Recipe { get; } = new()
    {
        Crops = new() { Side = Side, Shuffled = 0.2, Turned = 0.2 },
        Widths = [[6, 4], [7]],
        Pairs = 4,
        Life = 5,
        Steps = 40,
        CurveEvery = 5,
        Precision = TrainingPrecision.Single,
    };

    /// <summary>Waves with a grain, each of other colours.</summary>
    public static TrainingPictures Pictures { get; } = new([.. Enumerable.Range(1, 4).Select(Picture)]);

    public IReadOnlyList<TeacherSource> Teachers => [new TeacherSource(Vgg.ForgeOf([[6, 9], [8]]), _weights)];

    public FeatureTraining Begin(FeatureRecipe recipe) => FeatureTraining.Begin(Student, Teachers, Pictures, recipe, "cpu", 1, TimeProvider.System);

    public void Dispose() => _weights.Dispose();

    private static WeightSet RandomTeacher()
    {
        var weights = RandomWeights.Make(Vgg.ForgeOf([[6, 9], [8]]), 2);

        // Random filters come without biases.
        foreach (var name in weights.Names.Where(name => name.EndsWith("bias", StringComparison.Ordinal)))
        {
            for (var i = 0; i < weights[name].Length; i++)
            {
                weights[name].Span[i] = 0.0625f * ((i % 5) - 1);
            }
        }

        return weights;
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

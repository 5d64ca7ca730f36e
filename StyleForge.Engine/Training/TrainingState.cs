using System.Globalization;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Training;

/// <summary>Everything that a training run needs to go on where it was: learned numbers, Adam's means, steps done.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Recipe">What was trained and how, in words; a run goes on only with the same.</param>
/// <param name="Numbers">All learned numbers, the head's last.</param>
/// <param name="Mean">Adam's mean of the gradient.</param>
/// <param name="Square">Adam's mean of the squared gradient.</param>
public sealed record TrainingState(int Step, string Recipe, float[] Numbers, float[] Mean, float[] Square)
{
    /// <summary>Writes it as safetensors.</summary>
    public void Write(Stream destination)
    {
        using var numbers = Tensor(Numbers);
        using var mean = Tensor(Mean);
        using var square = Tensor(Square);
        SafetensorsWriter.Write(destination, [("numbers", numbers), ("adam.mean", mean), ("adam.square", square)], new Dictionary<string, string>
        {
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["recipe"] = Recipe,
        });
    }

    /// <summary>Reads one back.</summary>
    /// <exception cref="WeightFormatException">The file is no checkpoint.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrainingState Read(string path)
    {
        using var file = WeightFile.Read(path, WeightLimits.Default);
        if (!file.TryGet("numbers", out var numbers) || !file.TryGet("adam.mean", out var mean) || !file.TryGet("adam.square", out var square)
            || !file.Metadata.TryGetValue("recipe", out var recipe) || !file.Metadata.TryGetValue("step", out var step)
            || !int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var steps))
        {
            throw new WeightFormatException($"'{path}' is no checkpoint of a training run: delete it, or name another folder with --output.");
        }

        return new TrainingState(steps, recipe, numbers.Span.ToArray(), mean.Span.ToArray(), square.Span.ToArray());
    }

    private static Tensor<float> Tensor(float[] numbers) => Tensor<float>.From([numbers.Length], numbers);
}

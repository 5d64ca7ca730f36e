using System.Globalization;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Training.Learning;

/// <summary>Everything that a training needs to go on where it was: learned numbers, the optimisers' means, transfers under way, steps done.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">Seconds trained, where the recipe counts them, else 0.</param>
/// <param name="IsDone">True where nothing is left to do.</param>
/// <param name="Recipe">What was trained and how, in words; a run goes on only with the same.</param>
/// <param name="Tensors">The numbers, by name. The state owns them.</param>
public sealed record TrainingState(int Step, double Seconds, bool IsDone, string Recipe, IReadOnlyList<(string Name, Tensor<float> Tensor)> Tensors) : IDisposable
{
    /// <summary>Writes it as safetensors.</summary>
    public void Write(Stream destination) => SafetensorsWriter.Write(destination, Tensors, new Dictionary<string, string>
    {
        ["step"] = Step.ToString(CultureInfo.InvariantCulture),
        ["seconds"] = Seconds.ToString("R", CultureInfo.InvariantCulture),
        ["isDone"] = IsDone ? "true" : "false",
        ["recipe"] = Recipe,
    });

    /// <summary>Reads one back.</summary>
    /// <exception cref="WeightFormatException">The file is no checkpoint.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrainingState Read(string path)
    {
        using var file = WeightFile.Read(path, WeightLimits.Default);
        var metadata = file.Metadata;
        if (!metadata.TryGetValue("recipe", out var recipe) || !metadata.TryGetValue("isDone", out var isDone)
            || !metadata.TryGetValue("step", out var step) || !int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var steps)
            || !metadata.TryGetValue("seconds", out var time) || !double.TryParse(time, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            throw new WeightFormatException($"'{path}' is no checkpoint of a training run: delete it, or name another folder with --output.");
        }

        return new TrainingState(steps, seconds, isDone == "true", recipe, [.. file.Names.Select(name => (name, Tensor<float>.From(file[name].Shape, file[name].Span)))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in Tensors)
        {
            tensor.Dispose();
        }
    }
}

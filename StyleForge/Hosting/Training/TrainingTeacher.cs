using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using StyleForge.Presentation;

namespace StyleForge.Hosting.Training;

/// <summary>The network that a student learns from.</summary>
internal sealed class TrainingTeacher : IDisposable
{
    /// <summary>Reads it.</summary>
    /// <param name="request">Names its file, and the taps that it must have.</param>
    /// <param name="workingDirectory">Paths are shown relative to it.</param>
    /// <exception cref="CommandFailure">It cannot be used.</exception>
    public TrainingTeacher(TrainingRequest request, string workingDirectory)
    {
        var description = request.Teacher is null ? Vgg.Forge : Vgg.Vgg19;
        try
        {
            using var weights = request.Teacher is null ? description.Facts.BuiltIn!.Read() : WeightFile.Read(request.Teacher, WeightLimits.Default);
            Network = Network<float>.Build(description, weights, new NetworkOptions { Pooling = PoolingKind.Average, Border = BorderMode.Reflect });
        }
        catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }

        if (request.Recipe.Distillation.Taps.FirstOrDefault(tap => Network.Taps.All(known => known.Name != tap)) is { } missing)
        {
            var last = Network.Taps[^1].Name;
            Network.Dispose();
            throw new CommandFailure(
                $"{Words.Path(request.Teacher ?? description.Name, workingDirectory)} holds {description.Name} only up to {last}, but a teacher must reach {missing}: take a weight file that goes further.");
        }
    }

    /// <summary>The network.</summary>
    public Network<float> Network { get; }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

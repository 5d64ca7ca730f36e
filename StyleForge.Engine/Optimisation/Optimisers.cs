using StyleForge.Engine.Settings;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Optimisation;

/// <summary>The optimisers that settings choose from.</summary>
internal static class Optimisers
{
    /// <summary>The bytes that the one that the settings name rents.</summary>
    /// <param name="settings">The optimiser.</param>
    /// <param name="length">How many numbers the picture has.</param>
    /// <param name="history">Steps that L-BFGS remembers.</param>
    public static long BytesOf(RenderSettings settings, long length, int history) => settings.Optimiser switch
    {
        OptimiserKind.Lbfgs => Lbfgs<float>.BytesOf(length, history),
        OptimiserKind.Adam => Adam<float>.BytesOf(length),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Optimiser, message: null),
    };

    /// <summary>Makes the one that the settings name.</summary>
    /// <param name="settings">The optimiser and its step.</param>
    /// <param name="length">How many numbers the picture has.</param>
    /// <param name="history">Steps that L-BFGS remembers: those of the settings, or as many as memory allows.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where its memory is rented.</param>
    public static IOptimiser<float> Make(RenderSettings settings, int length, int history, WorkerPool workers, TensorPool pool) => settings.Optimiser switch
    {
        OptimiserKind.Lbfgs => new Lbfgs<float>(
            length, new LbfgsOptions { LearningRate = settings.LearningRate, History = history }, workers, pool),
        OptimiserKind.Adam => new Adam<float>(
            length, new AdamOptions { LearningRate = settings.LearningRate, KeepInBox = true }, workers, pool),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Optimiser, message: null),
    };
}

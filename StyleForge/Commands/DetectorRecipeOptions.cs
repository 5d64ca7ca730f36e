using System.CommandLine;
using StyleForge.Training.Detectors;

namespace StyleForge.Commands;

/// <summary>The options of <c>train detector</c> that say how to train.</summary>
internal sealed class DetectorRecipeOptions
{
    private static readonly DetectorRecipe Defaults = new();

    private readonly Option<int?> _steps;
    private readonly Option<int?> _batch;
    private readonly OptimiserChoice _optimiser;
    private readonly Option<int?> _every;
    private readonly Option<ulong?> _seed;

    /// <summary>Adds the options to a command.</summary>
    public DetectorRecipeOptions(Verb verb)
    {
        _steps = WholeNumbers.Take(verb, "--steps", "How often weights move", 1, 10_000_000, Defaults.Steps);
        _batch = WholeNumbers.Take(verb, "--batch", "Pictures a step", 1, 1024, Defaults.Batch);
        _optimiser = new OptimiserChoice(
            verb, Defaults.Optimiser, $"How far weights move at most, above 0 and at most 1; it rises for a tenth of the steps and falls to 0 along half a cosine. Default {Defaults.LearningRate}.", 1);
        _every = WholeNumbers.Take(verb, "--every", "Steps between two points of the curve", 1, 1_000_000, Defaults.PointEvery);
        _seed = WholeNumbers.TakeSeed(verb, "decides everything that is drawn", Defaults.Seed);
    }

    /// <summary>How to train.</summary>
    public DetectorRecipe Read(ParseResult result) => new()
    {
        Steps = result.GetValue(_steps) ?? Defaults.Steps,
        Batch = result.GetValue(_batch) ?? Defaults.Batch,
        Optimiser = _optimiser.Read(result),
        LearningRate = _optimiser.Rate(result) ?? Defaults.LearningRate,
        PointEvery = result.GetValue(_every) ?? Defaults.PointEvery,
        Seed = result.GetValue(_seed) ?? Defaults.Seed,
    };
}

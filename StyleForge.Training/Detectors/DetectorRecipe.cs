using StyleForge.Engine.Optimisation;
using StyleForge.Training.Learning;

namespace StyleForge.Training.Detectors;

/// <summary>All that decides what comes of training a detector, but for its network and examples. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record DetectorRecipe
{
    /// <summary>How often the weights move, 1 to 10,000,000.</summary>
    public int Steps { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 1500;

    /// <summary>Pictures a step, 1 to 1024.</summary>
    public int Batch { get; init => field = OptionRange.Between(1, 1024, value); } = 16;

    /// <summary>How weights move.</summary>
    public OptimiserOptions Optimiser { get; init; } = new() { Kind = OptimiserKind.Adam, WeightDecay = 0 };

    /// <summary>How far weights move at most, above 0: it rises for a tenth of the steps, and falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 3e-3;

    /// <summary>Any number; the same one gives the same network on the same machine's processor.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>True where a picture is mirrored half of the time.</summary>
    public bool Mirrors { get; init; } = true;

    /// <summary>How many times as large a picture is drawn at most, and as small, around its middle, above 0; 1 for as it is.</summary>
    public double Zoom { get; init => field = OptionRange.Above(0, value); } = 1.25;

    /// <summary>How far it is moved at most, as a share of its sides, 0 to below 1.</summary>
    public double Shift { get; init => field = OptionRange.Share(value); } = 0.1;

    /// <summary>How far the factor of a colour channel is from 1 at most, and twice what is added to it, 0 to below 1.</summary>
    public double Colour { get; init => field = OptionRange.Share(value); } = 0.3;

    /// <summary>Steps between two points of the curve, 1 or more.</summary>
    public int PointEvery { get; init => field = OptionRange.Between(1, 1_000_000, value); } = 100;

    /// <summary>The learning rate of a step, by those that are done before.</summary>
    public double RateAt(int step)
    {
        var share = (step + 0.5) / Steps;
        return share < 0.1 ? LearningRate * share / 0.1 : LearningRate * (1 + Math.Cos(Math.PI * (share - 0.1) / 0.9)) / 2;
    }

    /// <summary>A sentence that two trainings share only if they are alike.</summary>
    /// <param name="network">The network and its first weights, in words.</param>
    /// <param name="training">The fingerprint of the examples to train on.</param>
    public string Describe(string network, string training) => FormattableString.Invariant($"{network}; examples {training}; seed {Seed}; ") + Describe();

    /// <summary>How it is trained, in words, without what it is and what on.</summary>
    public string Describe() => FormattableString.Invariant($"{Steps} steps of {Batch} pictures; {Optimiser}, learning rate {LearningRate}; weight decay {Optimiser.WeightDecay}; ")
        + FormattableString.Invariant($"mirrored {(Mirrors ? "half" : "none")}, zoom {Zoom}, shift {Shift}, colour {Colour}; points every {PointEvery}");
}

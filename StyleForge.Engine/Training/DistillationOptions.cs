using StyleForge.Engine.Optimisation;

namespace StyleForge.Engine.Training;

/// <summary>How a network learns the features of another one. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record DistillationOptions
{
    /// <summary>Where the two networks are compared, shallow to deep.</summary>
    public IReadOnlyList<string> Taps { get; init; } =
        ["relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2", "relu3_3", "relu4_1", "relu4_2", "relu5_1"];

    /// <summary>Pairs of pictures a step, 1 to 256.</summary>
    public int Pairs { get; init => field = OptionRange.Between(1, 256, value); } = 6;

    /// <summary>The share of pairs that are steps of a style transfer through the student, 0 to 1; the others are crops of photographs and something done to them.</summary>
    public double Visited { get; init => field = OptionRange.Part(value); } = 0.5;

    /// <summary>How many style transfers are under way at once, 1 to 1024.</summary>
    public int Transfers { get; init => field = OptionRange.Between(1, 1024, value); } = 32;

    /// <summary>Weight of the differences within a pair, beside the features themselves, 0 or more.</summary>
    public double Differences { get; init => field = OptionRange.AtLeast(0, value); } = 0.5;

    /// <summary>
    /// True to compare through learned 1×1 maps where student and teacher are of different widths, false to allow no such tap. Where
    /// they are of the same width they are compared channel by channel, so that Gram matrices come to be the teacher's.
    /// </summary>
    public bool UsesMaps { get; init; } = true;
}

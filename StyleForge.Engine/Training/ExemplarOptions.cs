using StyleForge.Engine.Optimisation;

namespace StyleForge.Engine.Training;

/// <summary>How a network learns to tell pictures apart. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record ExemplarOptions
{
    /// <summary>Where the network is asked which picture a crop is from, shallow to deep.</summary>
    public IReadOnlyList<string> Taps { get; init; } = ["relu2_2", "relu3_4", "relu4_4", "relu5_1"];

    /// <summary>Crops a step, 1 to 1024.</summary>
    public int Crops { get; init => field = OptionRange.Between(1, 1024, value); } = 16;
}

namespace StyleForge.Training.Detectors;

/// <summary>How a detector is trained.</summary>
public sealed record DetectorRecipe
{
    /// <summary>Steps of the optimiser, 1 or more.</summary>
    public int Steps { get; init; } = 1500;

    /// <summary>Pictures a step, 1 or more.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>The highest learning rate of Adam: it rises for a tenth of the steps, and falls as a cosine to 0.</summary>
    public double Rate { get; init; } = 3e-3;

    /// <summary>Any number; the same one gives the same first weights and the same order of pictures.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>True where a picture is mirrored half of the time.</summary>
    public bool Mirrors { get; init; } = true;

    /// <summary>How many times as large a picture is drawn at most, and as small, around its middle; 1 for as it is.</summary>
    public double Zoom { get; init; } = 1.25;

    /// <summary>How far it is moved at most, as a share of its sides.</summary>
    public double Shift { get; init; } = 0.1;

    /// <summary>How far the factor of a colour channel is from 1 at most, and twice what is added to it.</summary>
    public double Colour { get; init; } = 0.3;

    /// <summary>The learning rate of a step, from 0.</summary>
    public double RateAt(int step)
    {
        var share = (step + 0.5) / Steps;
        return share < 0.1 ? Rate * share / 0.1 : Rate * (1 + Math.Cos(Math.PI * (share - 0.1) / 0.9)) / 2;
    }
}

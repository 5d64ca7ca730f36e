namespace StyleForge.Models.Detection;

/// <summary>How objects that were found several times become one.</summary>
public sealed record SuppressionOptions
{
    /// <summary>The usual: hard, class by class, above an overlap of 0.45.</summary>
    public static SuppressionOptions Default { get; } = new();

    /// <summary>The kind.</summary>
    public SuppressionKind Kind { get; init; } = SuppressionKind.Hard;

    /// <summary>The intersection over union that is still allowed, 0 to 1.</summary>
    public double Overlap { get; init; } = 0.45;

    /// <summary>σ of <see cref="SuppressionKind.SoftGaussian"/>, above 0.</summary>
    public double Sigma { get; init; } = 0.5;

    /// <summary>The least score that an object must keep; only soft kinds change scores.</summary>
    public double LeastScore { get; init; }

    /// <summary>How many objects are kept at most, 1 or more.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>True where objects of different classes are in each other's way too.</summary>
    public bool AcrossClasses { get; init; }
}

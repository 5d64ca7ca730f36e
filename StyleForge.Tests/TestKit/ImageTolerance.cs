namespace StyleForge.Tests.TestKit;

/// <summary>What a comparison of pictures forgives, in levels of 255 whatever the depth.</summary>
/// <param name="Share">Share of the samples that may differ by more than <paramref name="Levels"/>.</param>
/// <param name="Levels">A difference that any sample may have.</param>
/// <param name="MeanLevels">Mean difference of all samples.</param>
public sealed record ImageTolerance(double Share = 0.001, double Levels = 2, double MeanLevels = 0.25)
{
    /// <summary>For renders: another vector width adds in another order, and the optimiser carries that on.</summary>
    public static ImageTolerance Default { get; } = new();

    /// <summary>Forgives nothing.</summary>
    public static ImageTolerance Exact { get; } = new(0, 0, 0);

    public override string ToString() => this == Exact
        ? "every sample must be the same"
        : FormattableString.Invariant(
            $"at most {100 * Share:0.###} % of the samples may differ by more than {Levels} of 255 levels, and the mean difference may be at most {MeanLevels} levels");
}

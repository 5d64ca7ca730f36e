namespace StyleForge.Tests.Engine.Losses;

/// <summary>Comparisons that say how close is close.</summary>
internal static class Expect
{
    /// <summary>The reference numbers are printed to 11 or 12 digits, so they are met to one unit in the eleventh.</summary>
    public const double PrintedDigits = 1e-11;

    /// <summary>Asserts that a number differs from another by at most a share of it.</summary>
    public static void Near(double expected, double actual, double share = PrintedDigits)
        => Assert.True(
            Math.Abs(actual - expected) <= share * Math.Abs(expected),
            $"expected {expected:R}, but was {actual:R}: off by {Math.Abs(actual - expected) / Math.Abs(expected):E1} of it, where {share:E1} is allowed");
}

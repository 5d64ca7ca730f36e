namespace StyleForge.Tests.Engine.Losses;

/// <summary>Compares a derivative with central differences of its function, in double precision.</summary>
internal static class FiniteDifferences
{
    /// <summary>The largest error of any element of the gradient, as a share of the largest element of the differences.</summary>
    /// <param name="value">The function of the numbers, which are changed and put back.</param>
    /// <param name="at">Where to differentiate.</param>
    /// <param name="gradient">The derivative to check.</param>
    public static double WorstError(Func<double> value, Span<double> at, ReadOnlySpan<double> gradient)
    {
        // The third root of the rounding unit balances the differences' own error against rounding; both end near 1e-10.
        const double Step = 1e-5;
        var (worst, largest) = (0.0, 0.0);
        for (var i = 0; i < at.Length; i++)
        {
            var kept = at[i];
            at[i] = kept + Step;
            var above = value();
            at[i] = kept - Step;
            var below = value();
            at[i] = kept;
            var difference = (above - below) / (2 * Step);
            worst = Math.Max(worst, Math.Abs(difference - gradient[i]));
            largest = Math.Max(largest, Math.Abs(difference));
        }

        Assert.True(largest > 0, "A function that does not change proves nothing about its derivative.");
        return worst / largest;
    }
}

namespace StyleForge.Presentation;

/// <summary>Where the axes of a diagram are marked.</summary>
internal static class AxisTicks
{
    /// <summary>On a logarithmic axis: 1, 2 and 5 of each power of ten; fewer where they would be crowded, more where they would be lonely.</summary>
    /// <param name="low">Decimal logarithm of the least value.</param>
    /// <param name="high">Decimal logarithm of the largest value.</param>
    public static IEnumerable<double> Logarithmic(double low, double high)
    {
        double[] digits = (high - low) switch { > 3 => [1], > 0.8 => [1, 2, 5], _ => [1, 1.5, 2, 3, 4, 5, 7] };
        return from power in Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
               from digit in digits
               let tick = digit * Math.Pow(10, power)
               where Math.Log10(tick) >= low && Math.Log10(tick) <= high
               select tick;
    }

    /// <summary>On a plain axis: about five marks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value, above the least.</param>
    public static IEnumerable<double> Linear(double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var distance = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        for (var tick = Math.Ceiling(low / distance); tick * distance <= high; tick++)
        {
            yield return (tick * distance) + 0.0; // The sum has no minus before a 0.
        }
    }

    /// <summary>On an axis of steps from 0: the distance between about six marks, at 1, 2 or 5 times a power of ten.</summary>
    /// <param name="last">The last step.</param>
    public static double Distance(int last)
    {
        var rough = last / 6.0;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return Math.Max(1, (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power);
    }
}

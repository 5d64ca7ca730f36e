namespace StyleForge.Models.Kernels.Elementwise;

/// <summary>The normal distribution of mean 0 and deviation 1.</summary>
internal static class NormalDistribution
{
    // Beyond this the share is 0 or 1 to the last bit of a double.
    private const double Far = 8.5;

    /// <summary>The share of it that lies below x, Φ(x), to about 1e-15.</summary>
    /// <remarks>By the series Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), whose terms have one sign.</remarks>
    public static double Share(double x)
    {
        if (Math.Abs(x) > Far)
        {
            return x > 0 ? 1 : 0;
        }

        var (sum, term) = (0.0, x);
        for (var odd = 3; sum + term != sum; odd += 2)
        {
            sum += term;
            term *= x * x / odd;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}

using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Judging;

/// <summary>
/// The structural similarity of Wang, Bovik, Sheikh and Simoncelli 2004 of two pictures' luminance: a Gaussian window of 11×11 pixels
/// with deviation 1.5, K₁ = 0.01, K₂ = 0.03, the mean over all positions where the window lies inside.
/// </summary>
public static class Ssim
{
    /// <summary>Pixels of the window's side, and so the least side of a picture.</summary>
    public const int Window = 11;

    private const double Deviation = 1.5;

    // K₁² and K₂², for samples from 0 to 1.
    private const double LuminanceFloor = 0.01 * 0.01;
    private const double ContrastFloor = 0.03 * 0.03;

    private static readonly double[] Weights = Gaussian();

    /// <summary>The similarity: 1 for equal pictures, about 0 for unrelated ones, below 0 where one is the other's negative.</summary>
    /// <param name="first">A picture; alpha does not count.</param>
    /// <param name="second">Another of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, or a side is below <see cref="Window"/>.</exception>
    public static double Of(Picture first, Picture second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if ((first.Width, first.Height) != (second.Width, second.Height))
        {
            throw new ArgumentException($"Pictures of {first.Width}×{first.Height} and {second.Width}×{second.Height} must have one size.", nameof(second));
        }

        if (Math.Min(first.Width, first.Height) < Window)
        {
            throw new ArgumentException($"A picture of {first.Width}×{first.Height} is smaller than the window of {Window}×{Window} pixels.", nameof(first));
        }

        var (a, b, width) = (LuminanceOf(first), LuminanceOf(second), first.Width);
        var (across, down) = (width - Window + 1, first.Height - Window + 1);
        var columns = new Moments[width];
        var sum = 0.0;
        for (var y = 0; y < down; y++)
        {
            Array.Clear(columns);
            for (var row = 0; row < Window; row++)
            {
                var start = (y + row) * width;
                for (var x = 0; x < width; x++)
                {
                    columns[x].Add(Weights[row], Moments.Of(a[start + x], b[start + x]));
                }
            }

            for (var x = 0; x < across; x++)
            {
                var window = default(Moments);
                for (var column = 0; column < Window; column++)
                {
                    window.Add(Weights[column], columns[x + column]);
                }

                sum += window.Similarity;
            }
        }

        return sum / ((double)across * down);
    }

    private static double[] LuminanceOf(Picture picture)
    {
        var red = picture.Plane(0);
        var green = picture.Plane(1);
        var blue = picture.Plane(2);
        var result = new double[picture.PlaneLength];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Luminance.Of(red[i], green[i], blue[i]);
        }

        return result;
    }

    // The window is separable: the outer product of this with itself.
    private static double[] Gaussian()
    {
        var weights = new double[Window];
        for (var i = 0; i < Window; i++)
        {
            var distance = i - (Window / 2);
            weights[i] = Math.Exp(-distance * distance / (2 * Deviation * Deviation));
        }

        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    /// <summary>Weighted sums of two pictures' samples, their squares and their products.</summary>
    private struct Moments
    {
        private double _a;
        private double _b;
        private double _aa;
        private double _bb;
        private double _ab;

        public readonly double Similarity
        {
            get
            {
                var means = _a * _b;
                var squares = (_a * _a) + (_b * _b);
                return ((2 * means) + LuminanceFloor) * ((2 * (_ab - means)) + ContrastFloor)
                    / ((squares + LuminanceFloor) * (_aa + _bb - squares + ContrastFloor));
            }
        }

        public static Moments Of(double a, double b) => new() { _a = a, _b = b, _aa = a * a, _bb = b * b, _ab = a * b };

        public void Add(double weight, in Moments other)
        {
            _a += weight * other._a;
            _b += weight * other._b;
            _aa += weight * other._aa;
            _bb += weight * other._bb;
            _ab += weight * other._ab;
        }
    }
}

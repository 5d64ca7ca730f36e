using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Tests.Engine.Losses;

/// <summary>The features and pictures that the reference numbers were computed from: sums of waves, easy to repeat anywhere.</summary>
internal static class Waves
{
    public static Tensor<double> X => Features<double>(3, 4, 5, 0.9, 0.5, 0.3, 0.25);

    public static Tensor<double> P => Features<double>(3, 4, 5, 0.4, 0.7, 0.2, 0.10);

    public static Tensor<double> A => Features<double>(3, 6, 4, 1.1, 0.3, 0.8, 0.40);

    /// <summary>Like <see cref="A"/>, but as large as <see cref="X"/>.</summary>
    public static Tensor<double> A2 => Features<double>(3, 4, 5, 1.1, 0.3, 0.8, 0.40);

    public static Tensor<double> Picture => Make<double>(3, 4, 5, (c, y, x) => 0.5 + (0.5 * Math.Sin((1.7 * c) + (0.9 * y) + (0.6 * x))));

    /// <summary><c>max(0, sin(a·c + b·y + k·x) + d)</c></summary>
    public static Tensor<T> Features<T>(int channels, int height, int width, double a, double b, double k, double d)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Make<T>(channels, height, width, (c, y, x) => Math.Max(0, Math.Sin((a * c) + (b * y) + (k * x)) + d));

    private static Tensor<T> Make<T>(int channels, int height, int width, Func<int, int, int, double> number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = new Tensor<T>([1, channels, height, width]);
        var i = 0;
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    tensor.Span[i++] = T.CreateChecked(number(c, y, x));
                }
            }
        }

        return tensor;
    }
}

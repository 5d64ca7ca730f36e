using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Losses;

public sealed class TotalVariationLossTests : IDisposable
{
    private readonly WorkerPool _workers = new(2);
    private readonly TensorPool _pool = new();

    /// <summary>Every formula at sizes of one pixel, one row, one column, around the borders of a slab of rows, and with every part of a vector.</summary>
    public static TheoryData<TotalVariationKind, int, int> KindsAndSizes
    {
        get
        {
            var data = new TheoryData<TotalVariationKind, int, int>();
            foreach (var kind in Enum.GetValues<TotalVariationKind>())
            {
                foreach (var (height, width) in new[] { (1, 1), (1, 6), (6, 1), (2, 2), (4, 5), (16, 3), (17, 3), (33, 2), (3, 16), (3, 17), (5, 41) })
                {
                    data.Add(kind, height, width);
                }
            }

            return data;
        }
    }

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _workers.Dispose();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(TotalVariationKind.SquaredMean, 0.138079182318)]
    [InlineData(TotalVariationKind.Absolute, 21.4265171487)]
    [InlineData(TotalVariationKind.NinePoint, 0.0967139906197)]
    public void Value_equals_the_reference_number(TotalVariationKind kind, double expected)
        => Expect.Near(expected, Evaluate(kind, [3, 4, 5], Waves.Picture.Span).Value);

    [Theory]
    [MemberData(nameof(KindsAndSizes))]
    public void Value_equals_the_definition_at_every_size(TotalVariationKind kind, int height, int width)
    {
        using var picture = Waves.Features<double>(2, height, width, 1.7, 0.9, 0.6, 1);
        Assert.Equal(ByDefinition(kind, picture), Evaluate(kind, [2, height, width], picture.Span).Value, tolerance: 1e-12);
    }

    [Theory]
    [MemberData(nameof(KindsAndSizes))]
    public void Gradient_agrees_with_finite_differences_at_every_size(TotalVariationKind kind, int height, int width)
    {
        if (height * width > 1)
        {
            var error = WorstError(kind, height, width, tamper: 1);
            Assert.True(error < 1e-7, $"{error:E2}"); // rounding of a sum of up to some hundred over the step
        }
    }

    [Fact]
    public void Finite_differences_catch_a_gradient_that_is_wrong_by_a_hundred_thousandth()
        => Assert.InRange(WorstError(TotalVariationKind.NinePoint, 4, 5, tamper: 1 + 1e-5), 0.5e-5, 2e-5);

    [Theory]
    [InlineData(TotalVariationKind.SquaredMean)]
    [InlineData(TotalVariationKind.Absolute)]
    [InlineData(TotalVariationKind.NinePoint)]
    public void Flat_colour_has_no_variation(TotalVariationKind kind)
    {
        var flat = new double[3 * 20 * 7];
        flat.AsSpan(0, 140).Fill(0.2);
        flat.AsSpan(140, 140).Fill(0.9);
        var (value, gradient) = Evaluate(kind, [3, 20, 7], flat);
        Assert.Equal(0, value);
        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Fact]
    public void Picture_of_another_size_is_refused_in_one_sentence()
    {
        using var loss = new TotalVariationLoss<double>(TotalVariationKind.SquaredMean, [3, 4, 5], _workers, _pool);
        var problem = Assert.Throws<ArgumentException>(() => loss.Evaluate(new double[10], 1, new double[60]));
        Assert.Equal("A picture of 3×4×5 has 60 numbers, but 10 were given, and room for a gradient of 60.", problem.Message);
    }

    [Theory]
    [InlineData(TotalVariationKind.SquaredMean)]
    [InlineData(TotalVariationKind.NinePoint)]
    public void Number_of_threads_does_not_change_a_bit(TotalVariationKind kind)
    {
        var alone = EvaluateLarge(kind, threads: 1);
        Assert.Equal(alone, EvaluateLarge(kind, threads: 2));
        Assert.Equal(alone, EvaluateLarge(kind, threads: 5));
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        using var loss = new TotalVariationLoss<double>(TotalVariationKind.NinePoint, [3, 4, 5], _workers, _pool);
        using var picture = Waves.Picture;
        var gradient = new double[60];
        loss.Evaluate(picture.Span, 1, gradient);
        var before = GC.GetAllocatedBytesForCurrentThread();
        loss.Evaluate(picture.Span, 1, gradient);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string EvaluateLarge(TotalVariationKind kind, int threads)
    {
        using var workers = new WorkerPool(threads);
        using var pool = new TensorPool();
        using var picture = Waves.Features<float>(3, 101, 67, 1.7, 0.9, 0.6, 0.3);
        using var loss = new TotalVariationLoss<float>(kind, [3, 101, 67], workers, pool);
        var gradient = new float[picture.Length];
        return Bits.Of<float>(loss.Evaluate(picture.Span, 0.7, gradient), gradient);
    }

    /// <summary>The formulas of <see cref="TotalVariationKind"/>, over a picture whose edge pixels are repeated outward.</summary>
    private static double ByDefinition(TotalVariationKind kind, Tensor<double> picture)
    {
        var (channels, height, width) = (picture.Shape[1], picture.Shape[2], picture.Shape[3]);
        double X(int c, int y, int x)
            => picture.Span[(((c * height) + Math.Clamp(y, 0, height - 1)) * width) + Math.Clamp(x, 0, width - 1)];

        double Sum(int fromY, int fromX, Func<int, int, int, double> difference)
        {
            var sum = 0.0;
            for (var c = 0; c < channels; c++)
            {
                for (var y = fromY; y < height; y++)
                {
                    for (var x = fromX; x < width; x++)
                    {
                        var d = difference(c, y, x);
                        sum += kind == TotalVariationKind.Absolute ? Math.Abs(d) : d * d;
                    }
                }
            }

            return sum;
        }

        var across = Sum(0, 0, (c, y, x) => X(c, y, x + 1) - X(c, y, x));
        var down = Sum(0, 0, (c, y, x) => X(c, y + 1, x) - X(c, y, x));
        if (kind == TotalVariationKind.Absolute)
        {
            return across + down;
        }

        if (kind == TotalVariationKind.SquaredMean)
        {
            return (across / (channels * height * Math.Max(width - 1, 1))) + (down / (channels * Math.Max(height - 1, 1) * width));
        }

        var falling = Sum(-1, -1, (c, y, x) => X(c, y + 1, x + 1) - X(c, y, x));
        var rising = Sum(-1, -1, (c, y, x) => X(c, y + 1, x) - X(c, y, x + 1));
        return 2.0 / 3 * (across + down) / (channels * height * width)
            + (1.0 / 6 * (falling + rising) / (channels * (height + 1) * (width + 1)));
    }

    private (double Value, double[] Gradient) Evaluate(TotalVariationKind kind, Shape shape, ReadOnlySpan<double> picture)
    {
        using var loss = new TotalVariationLoss<double>(kind, shape, _workers, _pool);
        var gradient = new double[picture.Length];
        return (loss.Evaluate(picture, 1, gradient), gradient);
    }

    private double WorstError(TotalVariationKind kind, int height, int width, double tamper)
    {
        using var picture = Waves.Features<double>(2, height, width, 1.7, 0.9, 0.6, 1);
        using var loss = new TotalVariationLoss<double>(kind, [2, height, width], _workers, _pool);
        var gradient = new double[picture.Length];
        var ignored = new double[picture.Length];
        loss.Evaluate(picture.Span, 1.5, gradient);
        var tampered = gradient.Select(g => g * tamper).ToArray();
        return GradientCheck.WorstError(() => loss.Evaluate(picture.Span, 1.5, ignored), picture.Span, tampered);
    }
}

using StyleForge.Models.Networks;
using StyleForge.Models.Training;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Models.Training;

/// <summary>The Newton-Schulz iteration against the same one in double, and by what it is for.</summary>
[EveryWidth]
public sealed class OrthogonalisationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 27)]
    [InlineData(7, 7)]
    [InlineData(16, 144)]
    [InlineData(33, 65)]
    [InlineData(64, 576)]
    public void It_is_the_iteration_as_it_is_written(int rows, int columns)
    {
        var matrix = Random(rows, columns);
        var expected = Reference(matrix, rows, columns);
        using var orthogonalisation = new Orthogonalisation(64, 576);
        orthogonalisation.Run(matrix, rows, columns);

        // Five rounds of products of a few hundred terms each, whose coefficients sum to 10.
        Assert.All(matrix.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-4));
    }

    [Fact]
    public void Singular_values_of_any_size_end_near_one_with_their_vectors()
    {
        // Two rotations around a diagonal of 1000, 100, 10 and 5.
        const int rows = 4, columns = 6;
        var (left, right) = (Orthonormal(rows, rows, 3), Orthonormal(rows, columns, 4));
        double[] values = [1000, 100, 10, 5];
        var matrix = Product(left, values, right, rows, columns);
        using var orthogonalisation = new Orthogonalisation(rows, columns);
        orthogonalisation.Run(matrix, rows, columns);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < rows; j++)
            {
                double value = 0;
                for (var r = 0; r < rows; r++)
                {
                    for (var c = 0; c < columns; c++)
                    {
                        value += left[(r * rows) + i] * matrix[(r * columns) + c] * right[(j * columns) + c];
                    }
                }

                if (i == j)
                {
                    Assert.InRange(value, 0.6, 1.25);
                }
                else
                {
                    Assert.Equal(0, value, 1e-3);
                }
            }
        }
    }

    [Fact]
    public void Nothing_stays_nothing()
    {
        using var orthogonalisation = new Orthogonalisation(3, 5);
        var zeros = new float[15];
        orthogonalisation.Run(zeros, 3, 5);
        Assert.All(zeros, number => Assert.Equal(0, number));
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 9)]
    public void What_does_not_fit_is_refused(int rows, int columns)
    {
        using var orthogonalisation = new Orthogonalisation(3, 5);
        Assert.StartsWith($"A matrix of {rows}×{columns} in", Assert.Throws<ArgumentException>(() => orthogonalisation.Run(new float[rows * columns], rows, columns)).Message, StringComparison.Ordinal);
    }

    private static float[] Random(int rows, int columns)
    {
        var matrix = new float[rows * columns];
        new SplitMix64((ulong)((rows * 1000) + columns)).FillNormal(matrix, 3);
        return matrix;
    }

    private static double[] Reference(float[] matrix, int rows, int columns)
    {
        var norm = Math.Sqrt(matrix.Sum(number => (double)number * number));
        double[] x = [.. matrix.Select(number => number / norm)];
        for (var iteration = 0; iteration < 5; iteration++)
        {
            var square = Times(x, x, rows, columns, rows, isTransposed: true);
            var fourth = Times(square, square, rows, rows, rows, isTransposed: false);
            double[] both = [.. square.Zip(fourth, (s, f) => (-4.7750 * s) + (2.0315 * f))];
            x = [.. x.Zip(Times(both, x, rows, rows, columns, isTransposed: false), (a, b) => (3.4445 * a) + b)];
        }

        return x;
    }

    private static double[] Times(double[] left, double[] right, int rows, int depth, int columns, bool isTransposed)
    {
        var product = new double[rows * columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                for (var d = 0; d < depth; d++)
                {
                    product[(r * columns) + c] += left[(r * depth) + d] * (isTransposed ? right[(c * depth) + d] : right[(d * columns) + c]);
                }
            }
        }

        return product;
    }

    // Gram and Schmidt over random rows.
    private static double[] Orthonormal(int rows, int columns, ulong seed)
    {
        var random = new SplitMix64(seed);
        var matrix = new double[rows * columns];
        for (var r = 0; r < rows; r++)
        {
            var row = matrix.AsSpan(r * columns, columns);
            foreach (ref var number in row)
            {
                number = random.NextDouble() - 0.5;
            }

            for (var other = 0; other <= r; other++)
            {
                var before = matrix.AsSpan(other * columns, columns);
                double dot = 0;
                for (var c = 0; c < columns; c++)
                {
                    dot += row[c] * before[c];
                }

                for (var c = 0; c < columns; c++)
                {
                    row[c] = other == r ? row[c] / Math.Sqrt(dot) : row[c] - (dot * before[c]);
                }
            }
        }

        return matrix;
    }

    private static float[] Product(double[] left, double[] values, double[] right, int rows, int columns)
    {
        var matrix = new float[rows * columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                for (var k = 0; k < rows; k++)
                {
                    matrix[(r * columns) + c] += (float)(left[(r * rows) + k] * values[k] * right[(k * columns) + c]);
                }
            }
        }

        return matrix;
    }
}

using StyleForge.Engine.Codecs.Jpeg;

namespace StyleForge.Tests.Engine.Codecs.Jpeg;

/// <summary>Both cosine transforms against their definition in double precision.</summary>
public sealed class DctTests
{
    private const int Blocks = 10_000;

    private static readonly double[,] Basis = CreateBasis();

    /// <summary>
    /// The procedure and the bounds of IEEE 1180-1990 for inverse transforms: samples of a range go through an exact
    /// forward transform, and its rounded coefficients through both inverse transforms. Here both results are clamped to a
    /// byte, because that is what comes out.
    /// </summary>
    [Theory]
    [InlineData(-256, 255)]
    [InlineData(-128, 127)]
    [InlineData(-5, 5)]
    [InlineData(-300, 300)]
    public void The_inverse_keeps_the_bounds_of_IEEE_1180(int low, int high)
    {
        var random = new Random(1180);
        var ones = Enumerable.Repeat((ushort)1, 64).ToArray();
        var sums = new double[64];
        var squares = new double[64];
        var actual = new byte[64];
        for (var n = 0; n < Blocks; n++)
        {
            var samples = RandomDoubles(random, low, high);
            var block = Array.ConvertAll(Exact(samples, isInverse: false), c => (short)Math.Clamp(Math.Round(c), -2048, 2047));
            var expected = Exact(Array.ConvertAll(block, c => (double)c), isInverse: true);
            InverseDct.Transform(block, ones, actual, 8);
            for (var i = 0; i < 64; i++)
            {
                var error = actual[i] - Math.Clamp(Math.Round(expected[i]) + 128, 0, 255);
                Assert.InRange(error, -1, 1);
                sums[i] += error;
                squares[i] += error * error;
            }
        }

        Assert.All(sums, sum => Assert.InRange(sum / Blocks, -0.015, 0.015));
        Assert.All(squares, square => Assert.InRange(square / Blocks, 0, 0.06));
        Assert.InRange(sums.Sum() / Blocks / 64, -0.0015, 0.0015);
        Assert.InRange(squares.Sum() / Blocks / 64, 0, 0.02);
    }

    [Fact]
    public void The_fast_inverse_equals_the_plain_one_for_any_coefficients()
    {
        var random = new Random(7);
        var (fast, plain) = (new byte[8 * 11], new byte[8 * 11]);
        for (var n = 0; n < Blocks; n++)
        {
            // From nearly empty blocks to full ones, and from small to absurd values, which overflow alike.
            var magnitude = 1 << random.Next(1, 16);
            var block = new short[64];
            for (var count = random.Next(1, 65); count > 0; count--)
            {
                block[random.Next(64)] = (short)random.Next(-magnitude, magnitude);
            }

            var steps = Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, n % 2 == 0 ? 256 : 65536)).ToArray();
            InverseDct.Transform(block, steps, fast, 11);
            InverseDct.TransformReference(block, steps, plain, 11);
            Assert.Equal(plain, fast);
        }
    }

    [Fact]
    public void A_block_with_nothing_but_DC_is_flat()
    {
        var (flat, whole) = (new byte[64], new byte[64]);
        var steps = Enumerable.Repeat((ushort)3, 64).ToArray();
        for (var dc = -2048; dc < 2048; dc++)
        {
            var block = new short[64];
            block[0] = (short)dc;
            InverseDct.TransformFlat(block[0], steps[0], flat, 8);
            InverseDct.Transform(block, steps, whole, 8);
            Assert.Equal(whole, flat);
        }
    }

    /// <summary>
    /// Coefficients are the exact ones rounded, but for the arithmetic: 2 extra bits after the first pass are an error of
    /// up to 1/(8·√8) a term, √8 times that after the second pass, which itself rounds to 1/8; together up to 3/16, and the
    /// 13-bit constants add less than 1/32. Where an exact coefficient lies so close to the middle between two steps, the
    /// other neighbour may come out.
    /// </summary>
    [Fact]
    public void The_forward_transform_rounds_the_exact_coefficients()
    {
        const double Bound = (3.0 / 16) + (1.0 / 32);
        var random = new Random(11);
        var block = new short[64];
        var steps = new byte[64];
        var squares = 0.0;
        for (var n = 0; n < Blocks; n++)
        {
            var samples = new byte[64];
            random.NextBytes(samples);
            Array.Fill(steps, n % 2 == 0 ? (byte)1 : (byte)random.Next(2, 256));
            ForwardDct.Transform(samples, 8, steps, block);

            var exact = Exact(Array.ConvertAll(samples, s => s - 128.0), isInverse: false);
            for (var i = 0; i < 64; i++)
            {
                var error = (block[i] * steps[i]) - exact[i];
                Assert.InRange(error, -(0.5 * steps[i]) - Bound, (0.5 * steps[i]) + Bound);
                squares += n % 2 == 0 ? error * error : 0;
            }
        }

        // At steps of 1, eighths are rounded to whole numbers, halves away from 0: a mean square of
        // (0 + 1 + 1 + 4 + 4 + 9 + 9 + 16) / 8 eighths². The two passes add at most 1/400 (1/128/12 and 1/64/12).
        const double Eighths = 44.0 / 8 / 64;
        Assert.InRange(squares / (Blocks / 2 * 64), Eighths * 0.99, Eighths + (1.0 / 400));
    }

    /// <summary>T.81 A.3.3, by its definition.</summary>
    private static double[] Exact(double[] source, bool isInverse)
    {
        var half = Multiply(source, isInverse);
        return Multiply(half, isInverse);

        // Transforms the rows and transposes; twice that is the whole transform.
        static double[] Multiply(double[] values, bool isInverse)
        {
            var result = new double[64];
            for (var i = 0; i < 64; i++)
            {
                var (row, k) = Math.DivRem(i, 8);
                for (var x = 0; x < 8; x++)
                {
                    result[(k * 8) + row] += values[(row * 8) + x] * (isInverse ? Basis[x, k] : Basis[k, x]);
                }
            }

            return result;
        }
    }

    private static double[] RandomDoubles(Random random, int low, int high)
    {
        var values = new double[64];
        for (var i = 0; i < 64; i++)
        {
            values[i] = random.Next(low, high + 1);
        }

        return values;
    }

    private static double[,] CreateBasis()
    {
        var basis = new double[8, 8];
        for (var k = 0; k < 8; k++)
        {
            for (var x = 0; x < 8; x++)
            {
                basis[k, x] = (k == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * x) + 1) * k * Math.PI / 16);
            }
        }

        return basis;
    }
}

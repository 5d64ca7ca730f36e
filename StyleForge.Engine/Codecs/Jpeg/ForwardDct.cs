using System.Runtime.CompilerServices;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>
/// The forward cosine transform of a block, with quantisation: the counterpart of <see cref="InverseDct"/>, by the same
/// algorithm (Loeffler, Ligtenberg and Moschytz, ICASSP 1989) with the same precision.
/// </summary>
internal static class ForwardDct
{
    private const int ConstantBits = 13;
    private const int PassBits = 2;
    private const int OutputBits = 3; // The two passes leave coefficients 8 times too large.
    private const int Centre = 128;

    /// <summary>Samples to quantised coefficients, rounded to the nearest.</summary>
    /// <param name="source">Starts at the block's first sample.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    /// <param name="quantisation">64 steps, row by row.</param>
    /// <param name="block">Receives 64 coefficients, row by row.</param>
    [SkipLocalsInit]
    public static void Transform(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<byte> quantisation, Span<short> block)
    {
        Span<int> work = stackalloc int[Block.Size];
        for (var row = 0; row < Block.Side; row++)
        {
            var samples = source.Slice(row * stride, Block.Side);
            var line = work.Slice(row * Block.Side, Block.Side);
            for (var column = 0; column < Block.Side; column++)
            {
                line[column] = samples[column] - Centre;
            }

            // The even sums of the first pass have no fraction, so they are shifted up instead of down.
            Line(line, 1, ConstantBits - PassBits);
        }

        for (var column = 0; column < Block.Side; column++)
        {
            Line(work[column..], Block.Side, ConstantBits + PassBits);
        }

        for (var i = 0; i < Block.Size; i++)
        {
            var step = quantisation[i] << OutputBits;
            var magnitude = (Math.Abs(work[i]) + (step >> 1)) / step;
            block[i] = (short)(work[i] < 0 ? -magnitude : magnitude);
        }
    }

    /// <summary>One line of 8, in place; results are 2^(13 − shift) · √8 times an orthonormal transform's.</summary>
    private static void Line(Span<int> x, int step, int shift)
    {
        var (sum07, difference07) = (x[0] + x[7 * step], x[0] - x[7 * step]);
        var (sum16, difference16) = (x[step] + x[6 * step], x[step] - x[6 * step]);
        var (sum25, difference25) = (x[2 * step] + x[5 * step], x[2 * step] - x[5 * step]);
        var (sum34, difference34) = (x[3 * step] + x[4 * step], x[3 * step] - x[4 * step]);
        var half = 1 << (shift - 1);

        // Even part.
        var (even0, even3) = (sum07 + sum34, sum07 - sum34);
        var (even1, even2) = (sum16 + sum25, sum16 - sum25);
        x[0] = (((even0 + even1) << ConstantBits) + half) >> shift;
        x[4 * step] = (((even0 - even1) << ConstantBits) + half) >> shift;
        var rotated = (even2 + even3) * 4433; // 0.541196100
        x[2 * step] = (rotated + (even3 * 6270) + half) >> shift; // 0.765366865
        x[6 * step] = (rotated - (even2 * 15137) + half) >> shift; // 1.847759065

        // Odd part.
        var z5 = (difference34 + difference25 + difference16 + difference07) * 9633; // 1.175875602
        var z1 = (difference34 + difference07) * 7373; // 0.899976223
        var z2 = (difference25 + difference16) * 20995; // 2.562915447
        var z3 = z5 - ((difference34 + difference16) * 16069); // 1.961570560
        var z4 = z5 - ((difference25 + difference07) * 3196); // 0.390180644
        x[7 * step] = ((difference34 * 2446) - z1 + z3 + half) >> shift; // 0.298631336
        x[5 * step] = ((difference25 * 16819) - z2 + z4 + half) >> shift; // 2.053119869
        x[3 * step] = ((difference16 * 25172) - z2 + z3 + half) >> shift; // 3.072711026
        x[step] = ((difference07 * 12299) - z1 + z4 + half) >> shift; // 1.501321110
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>
/// The inverse cosine transform of a block, with dequantisation: the algorithm of Loeffler, Ligtenberg and Moschytz
/// (ICASSP 1989) in integers, 12 multiplications a line, with constants of 13 bits and 2 more bits kept between the passes.
/// These are the choices of the «slow» transform of the Independent JPEG Group's library, so samples equal its samples.
/// </summary>
internal static partial class InverseDct
{
    private const int ConstantBits = 13;
    private const int PassBits = 2;
    private const int Centre = 128;

    // Rotations, times 2¹³.
    private const int Fix0298 = 2446; // 0.298631336
    private const int Fix0390 = 3196; // 0.390180644
    private const int Fix0541 = 4433; // 0.541196100
    private const int Fix0765 = 6270; // 0.765366865
    private const int Fix0899 = 7373; // 0.899976223
    private const int Fix1175 = 9633; // 1.175875602
    private const int Fix1501 = 12299; // 1.501321110
    private const int Fix1847 = 15137; // 1.847759065
    private const int Fix1961 = 16069; // 1.961570560
    private const int Fix2053 = 16819; // 2.053119869
    private const int Fix2562 = 20995; // 2.562915447
    private const int Fix3072 = 25172; // 3.072711026

    /// <summary>Coefficients to samples.</summary>
    /// <param name="block">64 quantised coefficients, row by row.</param>
    /// <param name="quantisation">64 steps, row by row.</param>
    /// <param name="destination">Starts at the block's first sample.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    [SkipLocalsInit]
    public static void Transform(ReadOnlySpan<short> block, ReadOnlySpan<ushort> quantisation, Span<byte> destination, int stride)
    {
        Span<int> work = stackalloc int[Block.Size];
        Lines lines = default;
        for (var row = 0; row < Block.Side; row++)
        {
            var coefficients = Vector256.WidenLower(Vector128.Create(block[(row * 8)..]).ToVector256());
            var steps = Vector256.WidenLower(Vector128.Create(quantisation[(row * 8)..]).ToVector256()).AsInt32();
            lines[row] = coefficients * steps;
        }

        Pass(ref lines, ConstantBits - PassBits);
        for (var row = 0; row < Block.Side; row++)
        {
            lines[row].CopyTo(work[(row * 8)..]);
        }

        for (var column = 0; column < Block.Side; column++)
        {
            lines[column] = Vector256.Create(
                work[column], work[8 + column], work[16 + column], work[24 + column],
                work[32 + column], work[40 + column], work[48 + column], work[56 + column]);
        }

        Pass(ref lines, ConstantBits + PassBits + 3);
        for (var column = 0; column < Block.Side; column++)
        {
            var samples = Vector256.Min(Vector256.Max(lines[column] + Vector256.Create(Centre), default), Vector256.Create(255));
            samples.CopyTo(work[(column * 8)..]);
        }

        for (var row = 0; row < Block.Side; row++)
        {
            var line = destination.Slice(row * stride, Block.Side);
            for (var column = 0; column < Block.Side; column++)
            {
                line[column] = (byte)work[(column * 8) + row];
            }
        }
    }

    /// <summary>The same for a block that has only a DC coefficient: all samples are one.</summary>
    public static void TransformFlat(short dc, ushort step, Span<byte> destination, int stride)
    {
        var sample = (byte)Math.Clamp((((dc * step) + 4) >> 3) + Centre, 0, 255);
        for (var row = 0; row < Block.Side; row++)
        {
            destination.Slice(row * stride, Block.Side).Fill(sample);
        }
    }

    /// <summary>Eight one-dimensional transforms at once: each lane is one, each vector one of its places.</summary>
    private static void Pass(ref Lines x, int shift)
    {
        // Even part.
        var z1 = (x[2] + x[6]) * Fix0541;
        var tmp2 = z1 - (x[6] * Fix1847);
        var tmp3 = z1 + (x[2] * Fix0765);
        var tmp0 = (x[0] + x[4]) << ConstantBits;
        var tmp1 = (x[0] - x[4]) << ConstantBits;
        var (even0, even3, even1, even2) = (tmp0 + tmp3, tmp0 - tmp3, tmp1 + tmp2, tmp1 - tmp2);

        // Odd part.
        var (odd0, odd1, odd2, odd3) = (x[7], x[5], x[3], x[1]);
        var z5 = (odd0 + odd2 + odd1 + odd3) * Fix1175;
        var z3 = z5 - ((odd0 + odd2) * Fix1961);
        var z4 = z5 - ((odd1 + odd3) * Fix0390);
        var z2 = (odd1 + odd2) * Fix2562;
        z1 = (odd0 + odd3) * Fix0899;
        odd0 = (odd0 * Fix0298) - z1 + z3;
        odd1 = (odd1 * Fix2053) - z2 + z4;
        odd2 = (odd2 * Fix3072) - z2 + z3;
        odd3 = (odd3 * Fix1501) - z1 + z4;

        var half = Vector256.Create(1 << (shift - 1));
        x[0] = (even0 + odd3 + half) >> shift;
        x[7] = (even0 - odd3 + half) >> shift;
        x[1] = (even1 + odd2 + half) >> shift;
        x[6] = (even1 - odd2 + half) >> shift;
        x[2] = (even2 + odd1 + half) >> shift;
        x[5] = (even2 - odd1 + half) >> shift;
        x[3] = (even3 + odd0 + half) >> shift;
        x[4] = (even3 - odd0 + half) >> shift;
    }

    [InlineArray(Block.Side)]
    private struct Lines
    {
        private Vector256<int> _first;
    }
}

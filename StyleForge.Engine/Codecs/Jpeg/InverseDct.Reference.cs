namespace StyleForge.Engine.Codecs.Jpeg;

internal static partial class InverseDct
{
    /// <summary>What <see cref="Transform"/> computes, line by line without vectors: to be read, and to check against.</summary>
    public static void TransformReference(ReadOnlySpan<short> block, ReadOnlySpan<ushort> quantisation, Span<byte> destination, int stride)
    {
        Span<int> work = stackalloc int[Block.Size];
        for (var i = 0; i < Block.Size; i++)
        {
            work[i] = block[i] * quantisation[i];
        }

        for (var column = 0; column < Block.Side; column++)
        {
            Line(work[column..], Block.Side, ConstantBits - PassBits);
        }

        for (var row = 0; row < Block.Side; row++)
        {
            Line(work[(row * Block.Side)..], 1, ConstantBits + PassBits + 3);
            for (var column = 0; column < Block.Side; column++)
            {
                destination[(row * stride) + column] = (byte)Math.Clamp(work[(row * Block.Side) + column] + Centre, 0, 255);
            }
        }
    }

    private static void Line(Span<int> x, int step, int shift)
    {
        var (x0, x1, x2, x3) = (x[0], x[step], x[2 * step], x[3 * step]);
        var (x4, x5, x6, x7) = (x[4 * step], x[5 * step], x[6 * step], x[7 * step]);

        var rotated = (x2 + x6) * Fix0541;
        var low = rotated - (x6 * Fix1847);
        var high = rotated + (x2 * Fix0765);
        var sum = (x0 + x4) << ConstantBits;
        var difference = (x0 - x4) << ConstantBits;
        var (even0, even1, even2, even3) = (sum + high, difference + low, difference - low, sum - high);

        var z5 = (x7 + x3 + x5 + x1) * Fix1175;
        var z1 = (x7 + x1) * Fix0899;
        var z2 = (x5 + x3) * Fix2562;
        var z3 = z5 - ((x7 + x3) * Fix1961);
        var z4 = z5 - ((x5 + x1) * Fix0390);
        var odd0 = (x7 * Fix0298) - z1 + z3;
        var odd1 = (x5 * Fix2053) - z2 + z4;
        var odd2 = (x3 * Fix3072) - z2 + z3;
        var odd3 = (x1 * Fix1501) - z1 + z4;

        var half = 1 << (shift - 1);
        x[0] = (even0 + odd3 + half) >> shift;
        x[step] = (even1 + odd2 + half) >> shift;
        x[2 * step] = (even2 + odd1 + half) >> shift;
        x[3 * step] = (even3 + odd0 + half) >> shift;
        x[4 * step] = (even3 - odd0 + half) >> shift;
        x[5 * step] = (even2 - odd1 + half) >> shift;
        x[6 * step] = (even1 - odd2 + half) >> shift;
        x[7 * step] = (even0 - odd3 + half) >> shift;
    }
}

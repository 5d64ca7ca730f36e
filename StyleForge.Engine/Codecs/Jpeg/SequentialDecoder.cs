using System.Runtime.CompilerServices;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Blocks of a sequential scan: all coefficients at once, so samples come out at once (ITU-T T.81, F.2).</summary>
internal struct SequentialDecoder : IBlockDecoder
{
    public readonly void Restart()
    {
    }

    [SkipLocalsInit]
    public readonly void Decode(ref BitReader reader, ScanComponent scanned, int row, int column)
    {
        Span<short> block = stackalloc short[Block.Size];
        block.Clear();
        reader.Ensure32();
        scanned.Prediction += reader.ReadSigned(scanned.Dc.Decode(ref reader));
        block[0] = (short)scanned.Prediction;
        var last = ReadAc(ref reader, scanned.Ac, block);
        scanned.Component.Reconstruct(block, isFlat: last == 0, row, column);
    }

    /// <summary>Reads the AC coefficients up to the end of the block.</summary>
    /// <returns>The last coded place that is set, 0 for none.</returns>
    private static int ReadAc(ref BitReader reader, HuffmanTable ac, scoped Span<short> block)
    {
        var last = 0;
        for (var k = 1; k < Block.Size; k++)
        {
            reader.Ensure32();
            var symbol = ac.Decode(ref reader);
            var category = symbol & 15;
            k += symbol >> 4;
            if (category != 0)
            {
                if (k >= Block.Size)
                {
                    reader.IsDamaged = true;
                    break;
                }

                block[ZigZag.Natural[k]] = (short)reader.ReadSigned(category);
                last = k;
            }
            else if (symbol != 0xF0)
            {
                break; // End of block; 0xF0 is a run of 16 zeros.
            }
        }

        return last;
    }
}

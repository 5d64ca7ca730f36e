namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Blocks of a progressive scan: some bits of some coefficients (ITU-T T.81, G.1.2 and G.2).</summary>
/// <param name="scan">Says which.</param>
internal struct ProgressiveDecoder(Scan scan) : IBlockDecoder
{
    private readonly Scan _scan = scan;
    private int _emptyBlocks; // How many more blocks have nothing new in this band: EOBRUN.

    public void Restart() => _emptyBlocks = 0;

    public void Decode(ref BitReader reader, ScanComponent scanned, int row, int column)
    {
        var block = scanned.Component.Coefficients(row, column);
        if (_scan.First == 0)
        {
            DecodeDc(ref reader, scanned, block);
        }
        else if (_scan.IsRefinement)
        {
            RefineAc(ref reader, scanned.Ac, block);
        }
        else
        {
            DecodeAc(ref reader, scanned.Ac, block);
        }
    }

    private readonly void DecodeDc(ref BitReader reader, ScanComponent scanned, Span<short> block)
    {
        reader.Ensure32();
        if (_scan.IsRefinement)
        {
            block[0] |= (short)(reader.Read(1) << _scan.LowBit);
        }
        else
        {
            scanned.Prediction += reader.ReadSigned(scanned.Dc.Decode(ref reader));
            block[0] = (short)(scanned.Prediction << _scan.LowBit);
        }
    }

    private void DecodeAc(ref BitReader reader, HuffmanTable ac, Span<short> block)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        for (var k = _scan.First; k <= _scan.Last; k++)
        {
            reader.Ensure32();
            var symbol = ac.Decode(ref reader);
            var (run, category) = (symbol >> 4, symbol & 15);
            if (category == 0 && run < 15)
            {
                _emptyBlocks = ReadEmptyBlocks(ref reader, run) - 1;
                return;
            }

            k += run;
            if (k > _scan.Last)
            {
                reader.IsDamaged = true;
                return;
            }

            block[ZigZag.Natural[k]] = (short)(reader.ReadSigned(category) << _scan.LowBit);
        }
    }

    private void RefineAc(ref BitReader reader, HuffmanTable ac, Span<short> block)
    {
        var k = _scan.First;
        if (_emptyBlocks == 0)
        {
            for (; k <= _scan.Last; k++)
            {
                reader.Ensure32();
                var symbol = ac.Decode(ref reader);
                var (run, category) = (symbol >> 4, symbol & 15);
                if (category == 0 && run < 15)
                {
                    _emptyBlocks = ReadEmptyBlocks(ref reader, run);
                    break;
                }

                // A coefficient that appears now has the size of one bit; category 0 is a run of 16 zeros.
                var value = 0;
                if (category != 0)
                {
                    reader.IsDamaged |= category != 1;
                    value = reader.Read(1) == 1 ? 1 << _scan.LowBit : -1 << _scan.LowBit;
                }

                k = RefineUntil(ref reader, block, k, run);
                if (k > _scan.Last)
                {
                    reader.IsDamaged |= category != 0;
                    return;
                }

                if (value != 0)
                {
                    block[ZigZag.Natural[k]] = (short)value;
                }
            }
        }

        if (_emptyBlocks > 0)
        {
            RefineUntil(ref reader, block, k, Block.Size);
            _emptyBlocks--;
        }
    }

    /// <summary>Refines the coefficients that are set already, and passes over the given number that are zero.</summary>
    /// <returns>The place of the zero coefficient after those, or one beyond the band.</returns>
    private readonly int RefineUntil(ref BitReader reader, Span<short> block, int k, int zeros)
    {
        for (; k <= _scan.Last; k++)
        {
            ref var coefficient = ref block[ZigZag.Natural[k]];
            if (coefficient != 0)
            {
                reader.Ensure32();
                if (reader.Read(1) == 1)
                {
                    coefficient += (short)(coefficient > 0 ? 1 << _scan.LowBit : -1 << _scan.LowBit);
                }
            }
            else if (zeros-- == 0)
            {
                break;
            }
        }

        return k;
    }

    private static int ReadEmptyBlocks(ref BitReader reader, int bits) => (1 << bits) + (bits > 0 ? reader.Read(bits) : 0);
}

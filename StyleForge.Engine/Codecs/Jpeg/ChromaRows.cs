namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Turns RGB rows into the rows of luma and colour differences, the latter averaged where they are halved.</summary>
/// <param name="components">Luma, Cb and Cr.</param>
internal sealed class ChromaRows(EncodedComponent[] components)
{
    // BT.601 to YCbCr as JFIF 1.02 gives it, times 2¹⁶. Luma's weights add up to 2¹⁶, those of a difference to 0.
    private const int LumaRed = 19595; // 0.29900
    private const int LumaGreen = 38470; // 0.58700
    private const int LumaBlue = 7471; // 0.11400
    private const int BlueRed = 11059; // 0.16874
    private const int BlueGreen = 21709; // 0.33126
    private const int RedGreen = 27439; // 0.41869
    private const int RedBlue = 5329; // 0.08131
    private const int HalfWeight = 32768; // 0.50000
    private const int Half = 1 << 15;
    private const int Centre = (128 << 16) + Half - 1; // just below one half, so that 255.5 does not become 256

    private readonly EncodedComponent _luma = components[0];
    private readonly EncodedComponent _blue = components[1];
    private readonly EncodedComponent _red = components[2];

    // Two rows of each difference at full width, to be averaged.
    private readonly byte[][] _blueRows = [new byte[components[0].Stride], new byte[components[0].Stride]];
    private readonly byte[][] _redRows = [new byte[components[0].Stride], new byte[components[0].Stride]];

    /// <summary>Converts one row.</summary>
    /// <param name="source">RGB pixels; columns beyond them repeat the last.</param>
    /// <param name="y">The row within the units that are being filled.</param>
    public void Convert(ReadOnlySpan<byte> source, int y)
    {
        if (_luma.Factor == 1)
        {
            Convert(source, _luma.Row(y), _blue.Row(y), _red.Row(y));
            return;
        }

        var side = y & 1;
        Convert(source, _luma.Row(y), _blueRows[side], _redRows[side]);
        if (side == 1)
        {
            Halve(_blueRows, _blue.Row(y / 2));
            Halve(_redRows, _red.Row(y / 2));
        }
    }

    private static void Convert(ReadOnlySpan<byte> source, Span<byte> luma, Span<byte> blue, Span<byte> red)
    {
        var width = source.Length / 3;
        for (var x = 0; x < width; x++)
        {
            var (r, g, b) = ((int)source[3 * x], (int)source[(3 * x) + 1], (int)source[(3 * x) + 2]);
            luma[x] = (byte)(((LumaRed * r) + (LumaGreen * g) + (LumaBlue * b) + Half) >> 16);
            blue[x] = (byte)(((HalfWeight * b) - (BlueRed * r) - (BlueGreen * g) + Centre) >> 16);
            red[x] = (byte)(((HalfWeight * r) - (RedGreen * g) - (RedBlue * b) + Centre) >> 16);
        }

        luma[width..].Fill(luma[width - 1]);
        blue[width..].Fill(blue[width - 1]);
        red[width..].Fill(red[width - 1]);
    }

    private static void Halve(byte[][] rows, Span<byte> destination)
    {
        var (above, below) = (rows[0], rows[1]);
        for (var x = 0; x < destination.Length; x++)
        {
            // Rounds up and down in turn, so that no colour drifts.
            var sum = above[2 * x] + above[(2 * x) + 1] + below[2 * x] + below[(2 * x) + 1];
            destination[x] = (byte)((sum + 1 + (x & 1)) >> 2);
        }
    }
}

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Walks the entropy-coded data of a scan in the order of its blocks (ITU-T T.81, A.2), with restart markers.</summary>
internal static class ScanReader
{
    /// <summary>Reads the data of a scan that start at a position.</summary>
    /// <returns>Where the data ended: at the next marker, or at an unread byte before it.</returns>
    /// <exception cref="ImageFormatException">Data are missing or cannot be.</exception>
    public static int Read<TDecoder>(ReadOnlySpan<byte> file, int position, Scan scan, TDecoder decoder)
        where TDecoder : struct, IBlockDecoder
    {
        var reader = new BitReader(file, position);
        var alone = scan.Components.Length == 1 ? scan.Components[0] : null;
        var (across, down) = alone?.Component.Blocks ?? (scan.Frame.UnitsAcross, scan.Frame.UnitsDown);
        var untilRestart = scan.RestartInterval;
        var restarts = 0;
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                if (scan.RestartInterval > 0 && untilRestart-- == 0)
                {
                    Restart(ref reader, scan, restarts++, y, down);
                    decoder.Restart();
                    untilRestart = scan.RestartInterval - 1;
                }

                if (alone is not null)
                {
                    decoder.Decode(ref reader, alone, y, x);
                }
                else
                {
                    DecodeUnit(ref reader, scan, ref decoder, y, x);
                }

                if (reader.IsExhausted || reader.IsDamaged)
                {
                    throw Broken(ref reader, scan, y, down);
                }
            }
        }

        return reader.Position;
    }

    private static void DecodeUnit<TDecoder>(ref BitReader reader, Scan scan, ref TDecoder decoder, int y, int x)
        where TDecoder : struct, IBlockDecoder
    {
        foreach (var scanned in scan.Components)
        {
            var (horizontal, vertical) = (scanned.Component.Horizontal, scanned.Component.Vertical);
            for (var v = 0; v < vertical; v++)
            {
                for (var h = 0; h < horizontal; h++)
                {
                    decoder.Decode(ref reader, scanned, (y * vertical) + v, (x * horizontal) + h);
                }
            }
        }
    }

    private static void Restart(ref BitReader reader, Scan scan, int restarts, int y, int down)
    {
        var number = restarts & 7;
        if (!reader.Restart((byte)(Marker.FirstRestart + number)))
        {
            throw new ImageFormatException($"is damaged or truncated: restart marker {number} of scan {scan.Number} is missing at {Rows(scan, y, down)}");
        }

        foreach (var scanned in scan.Components)
        {
            scanned.Prediction = 0;
        }
    }

    private static ImageFormatException Broken(ref BitReader reader, Scan scan, int y, int down) => new(reader.IsExhausted
        ? $"is truncated: the data of scan {scan.Number} end at {Rows(scan, y, down)}"
        : $"is damaged: scan {scan.Number} has a code that no JPEG may have at {Rows(scan, y, down)}");

    private static string Rows(Scan scan, int y, int down) =>
        $"row {(long)y * scan.Frame.Height / down} of {scan.Frame.Height}";
}

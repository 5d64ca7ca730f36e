namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Reads one file: segments, then scans, then samples to pixels.</summary>
internal sealed class JpegDecoder(ImageLimits limits)
{
    /// <summary>Writers use ten or a few dozen; each scan is a walk over all blocks, which a few bytes can ask for.</summary>
    private const int MaximumScans = 256;

    private readonly ImageLimits _limits = limits;
    private readonly Tables _tables = new();
    private readonly Metadata _metadata = new();
    private Frame? _frame;
    private int _scans;

    private Frame Frame => _frame!;

    private int Orientation => _metadata.Orientation ?? 1;

    /// <summary>What the segments before the first scan say.</summary>
    public ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var segments = Start(file);
        ReadUntilScan(ref segments);
        var (width, height) = Exif.SwapsSides(Orientation) ? (Frame.Height, Frame.Width) : (Frame.Width, Frame.Height);
        var format = Frame.Components.Length == 1 ? PixelFormat.Grey : PixelFormat.Rgb;
        return new ImageHeader(JpegCodec.FormatName, width, height, format, 8);
    }

    /// <summary>The picture.</summary>
    public ImageData Decode(ReadOnlySpan<byte> file)
    {
        var segments = Start(file);
        ReadUntilScan(ref segments);
        var orientation = Orientation;
        var model = Pixels.ChooseModel(Frame, _metadata);
        Allocate(file.Length - segments.Position);
        do
        {
            ReadScan(file, ref segments);
        }
        while (ReadUntilScan(ref segments));

        if (Frame.IsProgressive)
        {
            foreach (var component in Frame.Components)
            {
                component.Reconstruct();
            }
        }

        return Exif.Orient(Pixels.Assemble(Frame, model, _metadata.Colour(), _metadata.Texts), orientation);
    }

    private SegmentReader Start(ReadOnlySpan<byte> file)
    {
        _limits.RequireBytes(file.Length);
        return file is [0xFF, Marker.StartOfImage, ..]
            ? new SegmentReader(file) { Position = 2 }
            : throw new ImageFormatException("is not a JPEG file: it does not start with FFD8");
    }

    /// <summary>Reads segments up to a scan header, which is left to be read.</summary>
    /// <returns>False at the end of a complete picture.</returns>
    private bool ReadUntilScan(ref SegmentReader segments)
    {
        while (segments.NextMarker() is { } marker)
        {
            if (marker == Marker.StartOfScan)
            {
                return _frame is not null ? true : throw new ImageFormatException("is damaged: a scan comes before the frame header");
            }

            if (marker == Marker.EndOfImage)
            {
                CheckComplete(down: false);
                return false;
            }

            if (!Marker.StandsAlone(marker))
            {
                ReadSegment(marker, segments.Body(marker));
            }
        }

        // Some writers leave the end marker out; that is harmless where all coefficients have come.
        CheckComplete(down: true);
        return false;
    }

    private void ReadSegment(byte marker, ReadOnlySpan<byte> body)
    {
        switch (marker)
        {
            case Marker.QuantisationTables:
                _tables.ReadQuantisation(body);
                break;
            case Marker.HuffmanTables:
                _tables.ReadHuffman(body);
                break;
            case Marker.RestartInterval:
                _tables.ReadRestartInterval(body);
                break;
            case Marker.HierarchicalProgression:
                throw Frame.Unsupported("hierarchical");
            case var _ when Marker.IsFrame(marker):
                _frame = _frame is null ? Frame.Read(marker, body, _limits) : throw new ImageFormatException("is damaged: it has two frame headers");
                break;
            default:
                _metadata.Read(marker, body);
                break;
        }
    }

    /// <summary>
    /// Takes memory for the samples once the file is seen to be long enough for them: every block has at least one bit
    /// (its DC code), and in a sequential frame another (its end of block). So a few bytes cannot claim gigabytes.
    /// </summary>
    private void Allocate(int bytes)
    {
        var blocks = Frame.Components.Sum(c => (long)c.Blocks.Across * c.Blocks.Down);
        var needed = blocks * (Frame.IsProgressive ? 1 : 2) / 8;
        if (bytes < needed)
        {
            throw new ImageFormatException($"is truncated: {Frame.Width}×{Frame.Height} pixels need at least {needed} bytes, and {bytes} are there");
        }

        var largest = Frame.Components.Max(c => (long)c.PaddedBlocks.Across * c.PaddedBlocks.Down * Block.Size);
        if (Math.Max(largest, 3L * Frame.Width * Frame.Height) > Array.MaxLength)
        {
            throw new ImageFormatException($"is {Frame.Width}×{Frame.Height} pixels, more than one array holds");
        }

        foreach (var component in Frame.Components)
        {
            component.Allocate(Frame.IsProgressive);
        }
    }

    private void ReadScan(ReadOnlySpan<byte> file, ref SegmentReader segments)
    {
        if (_scans == MaximumScans)
        {
            throw new ImageFormatException($"has more than {MaximumScans} scans, the most that are read: save it again with any editor");
        }

        var scan = Scan.Read(segments.Body(Marker.StartOfScan), Frame, _tables, ++_scans);
        segments.Position = Frame.IsProgressive
            ? ScanReader.Read(file, segments.Position, scan, new ProgressiveDecoder(scan))
            : ScanReader.Read(file, segments.Position, scan, default(SequentialDecoder));
    }

    /// <param name="down">True to ask for every bit; false to be content with a first approximation of every block.</param>
    private void CheckComplete(bool down)
    {
        if (_frame is null)
        {
            throw new ImageFormatException("is truncated: it ends before its frame header");
        }

        if (_scans == 0)
        {
            throw new ImageFormatException("is truncated: it ends before its first scan");
        }

        foreach (var component in _frame.Components)
        {
            var isThere = down ? component.LowestBit.All(bit => bit == 0) : component.LowestBit[0] >= 0;
            if (!isThere)
            {
                throw new ImageFormatException($"is truncated: after {_scans} scans component {component.Id} is not complete");
            }
        }
    }
}

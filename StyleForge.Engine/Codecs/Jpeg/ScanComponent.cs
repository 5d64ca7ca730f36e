namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>A component in one scan: its codes, and the prediction of its next DC coefficient.</summary>
internal sealed class ScanComponent(FrameComponent component, HuffmanTable? dc, HuffmanTable? ac)
{
    private readonly HuffmanTable? _dc = dc;
    private readonly HuffmanTable? _ac = ac;

    public FrameComponent Component { get; } = component;

    /// <summary>The code of DC differences; only asked for by scans that need it, whose header was checked for it.</summary>
    public HuffmanTable Dc => _dc!;

    /// <summary>The code of AC coefficients; only asked for by scans that need it, whose header was checked for it.</summary>
    public HuffmanTable Ac => _ac!;

    /// <summary>The DC coefficient of the block before, 0 at the start and behind a restart marker.</summary>
    public int Prediction { get; set; }
}

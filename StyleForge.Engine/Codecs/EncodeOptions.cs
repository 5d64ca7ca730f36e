namespace StyleForge.Engine.Codecs;

/// <summary>How a picture is written.</summary>
/// <param name="JpegQuality">1 to 100 on the scale of the Independent JPEG Group.</param>
/// <param name="JpegSubsampling">True for 4:2:0 chroma, false for 4:4:4.</param>
/// <param name="CompressionLevel">0 (fast) to 9 (small), for formats that compress without loss.</param>
public sealed record EncodeOptions(int JpegQuality = 95, bool JpegSubsampling = false, int CompressionLevel = 6)
{
    /// <summary>JPEG at 95 in 4:4:4, PNG at level 6.</summary>
    public static EncodeOptions Default { get; } = new();
}

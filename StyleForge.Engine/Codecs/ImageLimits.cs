namespace StyleForge.Engine.Codecs;

/// <summary>Bounds that a picture file must respect before any memory is taken for its pixels.</summary>
/// <param name="MaximumPixels">Width times height, 1 or more.</param>
/// <param name="MaximumBytes">Size of the encoded file, in bytes.</param>
/// <param name="MaximumSide">Width or height, in pixels.</param>
public sealed record ImageLimits(long MaximumPixels = 200_000_000, long MaximumBytes = 1L << 30, int MaximumSide = 65_500)
{
    /// <summary>200 megapixels, 1 GiB, 65 500 pixels a side.</summary>
    public static ImageLimits Default { get; } = new();
}

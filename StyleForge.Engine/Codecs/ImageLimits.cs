namespace StyleForge.Engine.Codecs;

/// <summary>Bounds that a picture file must respect before any memory is taken for its pixels.</summary>
/// <param name="MaximumPixels">Width times height, 1 or more.</param>
/// <param name="MaximumBytes">Size of the encoded file, in bytes.</param>
/// <param name="MaximumSide">Width or height, in pixels.</param>
public sealed record ImageLimits(long MaximumPixels = 200_000_000, long MaximumBytes = 1L << 30, int MaximumSide = 65_500)
{
    /// <summary>Pictures of up to so many pixels are decoded when their headers are read, to see that they can be; 0 for none.</summary>
    public long ProvenPixels { get; init; }

    /// <summary>200 megapixels, 1 GiB, 65 500 pixels a side.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Refuses a file that is too long.</summary>
    /// <exception cref="ImageFormatException">It has more than <see cref="MaximumBytes"/>.</exception>
    public void RequireBytes(long length)
    {
        if (length > MaximumBytes)
        {
            throw new ImageFormatException($"has {length} bytes, and at most {MaximumBytes} are allowed");
        }
    }

    /// <summary>Refuses extents that are too large, or none at all.</summary>
    /// <exception cref="ImageFormatException">There are none, a side is longer than <see cref="MaximumSide"/>, or there are more than <see cref="MaximumPixels"/>.</exception>
    public void RequireExtents(long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new ImageFormatException($"says that it has {width}×{height} pixels: there is no picture in it");
        }

        if (width > MaximumSide || height > MaximumSide)
        {
            throw new ImageFormatException($"has {width}×{height} pixels, and at most {MaximumSide} a side are allowed");
        }

        if (width * height > MaximumPixels)
        {
            throw new ImageFormatException($"has {width}×{height} = {width * height} pixels, and at most {MaximumPixels} are allowed");
        }
    }
}

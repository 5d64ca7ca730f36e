using SixLabors.ImageSharp.Formats;

namespace StyleForge.Engine.Codecs;

/// <summary>
/// A format whose pixels SixLabors.ImageSharp codes. Here every file is first walked over, which finds its extents,
/// colours, texts and whether it is whole; ImageSharp never sees a file whose structure the walk refuses. It is asked during the walk
/// only where nothing else can tell whether the pixels are whole: of a JPEG that ends without its marker.
/// </summary>
/// <param name="format">The format's name.</param>
/// <param name="extensions">Its endings.</param>
internal abstract class ImageSharpCodec(string format, params string[] extensions) : IImageCodec
{
    /// <inheritdoc/>
    public string Format => format;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => extensions;

    /// <inheritdoc/>
    public virtual bool CanWrite => false;

    /// <inheritdoc/>
    public virtual bool HoldsAlpha => false;

    /// <inheritdoc/>
    public virtual bool HoldsTexts => false;

    /// <inheritdoc/>
    public virtual int MaximumBitDepth => 8;

    /// <summary>True where a written picture can state a gamma.</summary>
    protected virtual bool HoldsGamma => false;

    /// <summary>ImageSharp's decoder.</summary>
    protected abstract IImageDecoder Decoder { get; }

    /// <inheritdoc/>
    public abstract bool Recognises(ReadOnlySpan<byte> start);

    /// <inheritdoc/>
    public ImageHeader ReadHeader(byte[] file, ImageLimits limits)
    {
        var header = Inspect(file, limits).Header;
        return Orientation.SwapsSides(header.Orientation) ? header with { Width = header.Height, Height = header.Width } : header;
    }

    /// <inheritdoc/>
    public virtual ImageData Decode(byte[] file, ImageLimits limits)
    {
        var stored = Inspect(file, limits);
        return Pixels.Decode(stored, Decoder);
    }

    /// <inheritdoc/>
    public virtual void Encode(ImageData image, Stream destination, EncodeOptions options) =>
        throw new ImageFormatException($"cannot be {format}, which this build only reads: write PNG");

    /// <summary>Walks over the file's structure.</summary>
    /// <exception cref="ImageFormatException">The file is broken, truncated, beyond the limits, or of an unsupported kind.</exception>
    protected abstract StoredPicture Walk(byte[] file, ImageLimits limits);

    /// <summary>Refuses what the format cannot hold.</summary>
    protected void RequireWritable(ImageData image, int maximumSide)
    {
        if (image.HasAlpha && !HoldsAlpha)
        {
            throw new ImageFormatException($"cannot be {format}, which has no alpha here: flatten the picture over a colour, or write PNG");
        }

        if (image.BitDepth > MaximumBitDepth)
        {
            throw new ImageFormatException($"cannot be {format} with {image.BitDepth} bits a sample: convert to 8 bits, or write PNG");
        }

        if (Math.Max(image.Width, image.Height) > maximumSide)
        {
            throw new ImageFormatException($"cannot be {format} with {image.Width}×{image.Height} pixels: a side has {maximumSide} at most");
        }

        if (!HoldsGamma && image.Colour is { IccProfile: null, IsSrgb: false, Gamma: { } gamma } && !ColourFacts.IsGammaOfSrgb(gamma))
        {
            throw new ImageFormatException(FormattableString.Invariant($"cannot be {format} with a gamma of {gamma}: convert to sRGB, or write PNG"));
        }
    }

    private StoredPicture Inspect(byte[] file, ImageLimits limits)
    {
        limits.RequireBytes(file.Length);
        return Walk(file, limits);
    }
}

namespace StyleForge.Engine.Codecs.Png;

/// <summary>
/// PNG (W3C Portable Network Graphics, third edition): reads every colour type, depth and interlacing, writes grey and RGB
/// with and without alpha at 8 and 16 bits.
/// </summary>
/// <remarks>
/// Samples of 1, 2 and 4 bits become 8; a palette becomes RGB; a transparent colour or palette becomes alpha. The same picture
/// and options give the same bytes with the same build of the compressor, which the runtime brings along.
/// </remarks>
public sealed class PngCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Format => "PNG";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".png"];

    /// <inheritdoc/>
    public bool HoldsAlpha => true;

    /// <inheritdoc/>
    public int MaximumBitDepth => 16;

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(PngFile.Signature[..4]);

    /// <inheritdoc/>
    public ImageHeader ReadHeader(ReadOnlySpan<byte> file, ImageLimits limits)
    {
        var png = PngFile.Parse(file, limits);
        var header = png.Header;
        var (width, height) = Exif.SwapsSides(png.Orientation) ? (header.Height, header.Width) : (header.Width, header.Height);
        return new ImageHeader(Format, width, height, png.DecodedFormat, header.DecodedDepth);
    }

    /// <inheritdoc/>
    public ImageData Decode(ReadOnlySpan<byte> file, ImageLimits limits)
    {
        var png = PngFile.Parse(file, limits);
        return Exif.Orient(PngDecoder.Decode(png, file), png.Orientation);
    }

    /// <inheritdoc/>
    public void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(options);
        PngEncoder.Encode(image, destination, options);
    }
}

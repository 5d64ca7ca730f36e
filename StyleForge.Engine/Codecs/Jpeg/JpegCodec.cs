namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>
/// JPEG (ITU-T T.81), in managed code. Reads 8-bit baseline, extended sequential and progressive files with Huffman codes:
/// grey, YCbCr, RGB, CMYK and YCCK (the last two become RGB), every subsampling. Writes baseline files with JFIF header.
/// Texts travel as comments, an ICC profile in its segments. Decoded samples equal those of the Independent JPEG Group's
/// library at its accurate settings.
/// </summary>
public sealed class JpegCodec : IImageCodec
{
    internal const string FormatName = "JPEG";

    /// <inheritdoc/>
    public string Format => FormatName;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".jpe", ".jfif"];

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> start) => start is [0xFF, Marker.StartOfImage, 0xFF, ..];

    /// <inheritdoc/>
    public ImageHeader ReadHeader(ReadOnlySpan<byte> file, ImageLimits limits) => new JpegDecoder(limits).ReadHeader(file);

    /// <inheritdoc/>
    /// <remarks>Nothing is guessed: where data are missing or damaged, the file is refused.</remarks>
    public ImageData Decode(ReadOnlySpan<byte> file, ImageLimits limits) => new JpegDecoder(limits).Decode(file);

    /// <inheritdoc/>
    /// <remarks>
    /// Equal pictures and options give equal bytes. Alpha, 16-bit samples, and a gamma other than that of sRGB are refused,
    /// because JPEG cannot say them: the caller flattens and converts.
    /// </remarks>
    public void Encode(ImageData image, Stream destination, EncodeOptions options) => JpegEncoder.Encode(image, destination, options);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Memory;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// JPEG (ITU-T T.81): reads 8-bit baseline, extended sequential and progressive files with Huffman codes: grey, YCbCr, RGB,
/// CMYK and YCCK (the last two become RGB), every subsampling. Writes baseline files with JFIF header. Texts travel as
/// comments, an ICC profile in its segments.
/// </summary>
internal sealed class JpegCodec() : ImageSharpCodec("JPEG", ".jpg", ".jpeg", ".jpe", ".jfif")
{
    private const int MaximumSide = 65_500;
    private const int JfifEnd = 2 + 18; // the start marker and the segment

    // Bytes that decide nothing where every code of the last scan has come, and change the picture where one has not.
    private static readonly byte[][] Tails = [new byte[512], [.. Enumerable.Repeat((byte)0xFE, 512)]];

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool HoldsTexts => true;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new JpegDecoder { IgnoreMetadata = true };

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) => start is [0xFF, JpegMarker.StartOfImage, 0xFF, ..];

    /// <inheritdoc/>
    public override void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        RequireWritable(image, MaximumSide);
        if (options.JpegQuality is < 1 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.JpegQuality, "JPEG quality is 1 to 100.");
        }

        var comments = image.Texts.OrderBy(text => text.Key, StringComparer.Ordinal)
            .SelectMany(text => JpegComments.Split(text.Key, text.Value))
            .ToList();
        var profile = image.Colour.IccProfile ?? SrgbProfile.Bytes;
        if (profile.Length > IccSegments.PartBytes * IccSegments.MaximumParts)
        {
            throw new ImageFormatException($"cannot be JPEG with an ICC profile of {profile.Length} bytes: {IccSegments.PartBytes * IccSegments.MaximumParts} are the most");
        }

        var encoded = Pixels.Encode(image, new JpegEncoder
        {
            Quality = options.JpegQuality,
            ColorType = image.PixelFormat == PixelFormat.Grey ? JpegColorType.Luminance
                : options.JpegSubsampling ? JpegColorType.YCbCrRatio420 : JpegColorType.YCbCrRatio444,
        });
        destination.Write(encoded.AsSpan(0, JfifEnd));
        foreach (var part in IccSegments.Split(profile))
        {
            WriteSegment(destination, JpegMarker.Icc, part);
        }

        foreach (var comment in comments)
        {
            WriteSegment(destination, JpegMarker.Comment, comment);
        }

        destination.Write(encoded.AsSpan(JfifEnd));
    }

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        var walk = new JpegWalk(limits);
        var stored = walk.Walk(file);
        if (walk.HasEnd)
        {
            return stored;
        }

        // Whether the last codes of a scan have come, only a decoder sees. So two are asked: where a code is missing, what
        // is put in its place shows; and where the file goes on after the last code, as one does that was to be filled later,
        // less of it gives the same picture.
        var pixels = stored.Pixels();
        if (IsWithin(stored.Header, pixels, 0) || (!walk.HasRestarts && !IsWithin(stored.Header, pixels, 2)))
        {
            throw new ImageFormatException("is truncated: it ends in the middle of its pixels");
        }

        return stored with { Header = stored.Header with { Notices = [.. stored.Header.Notices, "ends without the marker that every JPEG ends with"] } };
    }

    /// <summary>True where the last scan, less some of its bytes, is not complete.</summary>
    private bool IsWithin(ImageHeader header, byte[] pixels, int less)
    {
        var codes = pixels.AsSpan(0, pixels.Length - 2 - less).TrimEnd((byte)0xFF).Length;
        try
        {
            // There is room for one picture at a time, so what is kept of each is a hash.
            var hashes = Tails.Select(tail => SHA256.HashData(
                Pixels.Decode(new StoredPicture(header, () => [.. pixels.AsSpan(0, codes), .. tail, 0xFF, JpegMarker.EndOfImage]), Decoder).Samples)).ToArray();
            return !hashes[0].AsSpan().SequenceEqual(hashes[1]);
        }
        catch (ImageFormatException failure) when (failure.InnerException is not InvalidMemoryOperationException)
        {
            return true; // What was put there was looked at, and made no sense.
        }
    }

    private static void WriteSegment(Stream destination, byte marker, ReadOnlySpan<byte> body)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(body.Length + 2));
        destination.Write(head);
        destination.Write(body);
    }
}

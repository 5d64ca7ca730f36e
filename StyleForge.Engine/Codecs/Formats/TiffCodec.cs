using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Metadata.Profiles.Icc;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;

namespace StyleForge.Engine.Codecs.Formats;

/// <summary>
/// TIFF 6.0: reads the first picture of files in strips, grey, palette, RGB and YCbCr of 1 to 16 bits, with alpha. Writes 8 bits
/// without alpha, compressed with Deflate, with profile and texts (XMP): more ImageSharp cannot write.
/// </summary>
internal sealed class TiffCodec() : ImageSharpCodec("TIFF", ".tif", ".tiff")
{
    private const int MaximumSide = 65_500;
    private const int MaximumFrames = 10_000;

    private const ushort ImageWidth = 256;
    private const ushort ImageLength = 257;
    private const ushort BitsPerSample = 258;
    private const ushort Compression = 259;
    private const ushort Photometric = 262;
    private const ushort Description = 270;
    private const ushort StripOffsets = 273;
    private const ushort SamplesPerPixel = 277;
    private const ushort RowsPerStrip = 278;
    private const ushort StripByteCounts = 279;
    private const ushort PlanarConfiguration = 284;
    private const ushort Software = 305;
    private const ushort Artist = 315;
    private const ushort ColourMap = 320;
    private const ushort TileWidth = 322;
    private const ushort ExtraSamples = 338;
    private const ushort SampleFormat = 339;
    private const ushort Xmp = 700;
    private const ushort Copyright = 33432;
    private const ushort IccProfileTag = 34675;

    private static readonly (ushort Tag, string Keyword)[] Texts = [(Description, "Description"), (Software, "Software"), (Artist, "Artist"), (Copyright, "Copyright")];

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool HoldsTexts => true;

    /// <inheritdoc/>
    protected override IImageDecoder Decoder { get; } = new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First };

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> start) =>
        start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8);

    /// <inheritdoc/>
    public override void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        RequireWritable(image, MaximumSide);
        var profile = (image.Colour.IccProfile ?? SrgbProfile.Bytes).ToArray();
        var texts = image.Texts.Count > 0 ? XmpTexts.Write(image.Texts) : null;
        destination.Write(Pixels.Encode(
            image,
            new TiffEncoder
            {
                BitsPerPixel = image.PixelFormat == PixelFormat.Grey ? TiffBitsPerPixel.Bit8 : TiffBitsPerPixel.Bit24,
                PhotometricInterpretation = image.PixelFormat == PixelFormat.Grey ? TiffPhotometricInterpretation.BlackIsZero : TiffPhotometricInterpretation.Rgb,
                Compression = TiffCompression.Deflate,
                HorizontalPredictor = TiffPredictor.Horizontal,
            },
            Prepare));

        void Prepare(Image prepared)
        {
            prepared.Metadata.IccProfile = new IccProfile(profile);
            var frame = prepared.Frames.RootFrame.Metadata;
            frame.ExifProfile = new ExifProfile();
            frame.ExifProfile.SetValue(ExifTag.Software, image.Texts.TryGetValue("Software", out var software) ? software : "StyleForge");
            frame.XmpProfile = texts is null ? null : new XmpProfile(texts);
        }
    }

    /// <inheritdoc/>
    protected override StoredPicture Walk(byte[] file, ImageLimits limits)
    {
        if (file.Length >= 4 && (file[2] == '+' || file[3] == '+'))
        {
            throw new ImageFormatException("is a BigTIFF, which this build does not read: save it as a usual TIFF, or as PNG");
        }

        if (!TiffDirectory.TryRead(file, out var directory))
        {
            throw new ImageFormatException("is truncated or damaged: the directory of its first picture does not lie in the file");
        }

        limits.RequireExtents(directory.Number(ImageWidth) ?? 0, directory.Number(ImageLength) ?? 0);
        var (width, height) = ((int)directory.Number(ImageWidth)!, (int)directory.Number(ImageLength)!);
        var photometric = Known(directory.Number(Photometric), "photometric interpretation", (0, "grey"), (1, "grey"), (2, "RGB"), (3, "palette"), (6, "YCbCr"));
        var compression = RequireCompression(directory.Number(Compression) ?? 1);
        if (directory.Has(TileWidth))
        {
            throw new ImageFormatException("is a TIFF in tiles, which this build does not read: save it in strips, or as PNG");
        }

        var samples = directory.Number(SamplesPerPixel) ?? 1;
        var (format, depth) = RequireSamples(directory, photometric, samples);
        CheckStrips(directory, width, height, samples, depth, compression == "plain", file.Length);

        var notices = new List<string>();
        var texts = new Dictionary<string, string>();
        if (directory.Bytes(Xmp) is { IsEmpty: false } xmp && !XmpTexts.Read(xmp, texts))
        {
            notices.Add("has XMP data that are broken or too long, and are passed over");
        }

        foreach (var (tag, keyword) in Texts)
        {
            if (directory.Text(tag) is { } text)
            {
                texts.TryAdd(keyword, text);
            }
        }

        var profile = directory.Bytes(IccProfileTag);
        return new StoredPicture(
            new ImageHeader(Format, width, height, format, depth > 8 ? 16 : 8)
            {
                Coding = $"{photometric}, {depth} bit{(depth == 1 ? "" : "s")}, {compression}",
                Orientation = Orientation.Read(directory),
                Frames = CountFrames(directory),
                Colour = profile.IsEmpty ? ColourFacts.Unstated : new ColourFacts(profile.ToArray()),
                Texts = texts,
                Notices = notices,
            },
            () => Essence(file, height));
    }

    /// <summary>
    /// The file with its first picture alone, so that nothing depends on where the directories of the others lead, and without
    /// strips of more rows than there are, for which ImageSharp would take the memory.
    /// </summary>
    private static byte[] Essence(byte[] file, int height)
    {
        _ = TiffDirectory.TryRead(file, out var directory); // It was read before, and cannot be kept.
        var essence = (byte[])file.Clone();
        var next = essence.AsSpan(Math.Min(directory.NextPlace, file.Length));
        next[..Math.Min(4, next.Length)].Clear();
        if (directory.Number(RowsPerStrip) > height)
        {
            directory.Replace(essence, RowsPerStrip, height);
        }

        return essence;
    }

    private static string Known(long? number, string what, params (long Number, string Name)[] names)
    {
        var name = Array.Find(names, known => known.Number == number).Name;
        return name ?? throw new ImageFormatException(number is null
            ? $"is damaged: a TIFF must state its {what}"
            : $"is a TIFF with the {what} {number}, which this build does not read: save it as grey or RGB, or as PNG");
    }

    private static string RequireCompression(long compression) => compression switch
    {
        // Decoders of these have been found to write outside their memory; nothing of them is let near such a file.
        2 or 3 or 4 => throw new ImageFormatException("is a TIFF with fax compression (CCITT), which is refused: save it with LZW or Deflate, or as PNG"),

        // ImageSharp decodes such a strip as a picture of any format: also of these, without bounds, and of the file itself, without end.
        6 or 7 => throw new ImageFormatException("is a TIFF with JPEG compression, which is refused: save it with LZW or Deflate, or as PNG"),
        _ => Known(compression, "compression", (1, "plain"), (5, "LZW"), (8, "Deflate"), (32773, "PackBits"), (32946, "Deflate")),
    };

    private static (PixelFormat Format, int Depth) RequireSamples(TiffDirectory directory, string photometric, long samples)
    {
        var bits = directory.Numbers(BitsPerSample, 8);
        if (bits.Length == 0 || bits.Length < Math.Min(samples, 8))
        {
            throw new ImageFormatException("is truncated or damaged: it does not state the bits of each of its samples");
        }

        if (photometric == "palette" && directory.Count(ColourMap) != 3L << (int)Math.Min(bits[0], 16))
        {
            throw new ImageFormatException("is truncated or damaged: its palette does not have a colour for each of its numbers");
        }

        var depth = (int)Math.Min(bits[0], 64);
        if (depth is < 1 or > 16 || bits.Any(other => other != depth))
        {
            throw new ImageFormatException($"is a TIFF with {string.Join(", ", bits)} bits a sample; read are 1 to 16, the same for all: save it with 8 or 16");
        }

        if (directory.Numbers(SampleFormat, 8).Any(format => format != 1))
        {
            throw new ImageFormatException("is a TIFF with signed or floating-point samples, which this build does not read: save it with 8 or 16 bits");
        }

        var extra = directory.Numbers(ExtraSamples, 8);
        var colours = photometric is "grey" or "palette" ? 1 : 3;
        if (samples != colours + extra.Length || extra.Length > 1 || (extra.Length == 1 && (photometric != "RGB" || extra[0] is not (1 or 2))))
        {
            throw new ImageFormatException($"is a TIFF with {samples} samples a pixel ({photometric}, {extra.Length} more), which this build does not read: save it as grey, RGB or RGB with alpha, or as PNG");
        }

        return (photometric == "grey" ? PixelFormat.Grey : extra.Length == 1 ? PixelFormat.Rgba : PixelFormat.Rgb, photometric == "palette" ? 8 : depth);
    }

    private static void CheckStrips(TiffDirectory directory, int width, int height, long samples, int depth, bool isPlain, long end)
    {
        var rows = Math.Min(directory.Number(RowsPerStrip) ?? height, height);
        var isPlanar = directory.Number(PlanarConfiguration) == 2 && samples > 1;
        var planes = isPlanar ? samples : 1;
        if (rows < 1)
        {
            throw new ImageFormatException("is damaged: its strips have no rows");
        }

        var expected = (height + rows - 1) / rows * planes;
        var named = Math.Min(directory.Count(StripOffsets), directory.Count(StripByteCounts));
        if (named != expected || Math.Max(directory.Count(StripOffsets), directory.Count(StripByteCounts)) != expected)
        {
            throw new ImageFormatException($"is truncated or damaged: its {height} rows need {expected} strips, and it names {named}");
        }

        var (offsets, counts) = (directory.Numbers(StripOffsets, named), directory.Numbers(StripByteCounts, named));
        if (counts.Sum() is var all && all > end)
        {
            // Each strip is decoded: where all of them were the whole file, a small file would take hours.
            throw new ImageFormatException($"is damaged: its strips have {all} bytes together, and the whole file has {end}");
        }

        var rowBytes = (((long)width * depth * (isPlanar ? 1 : samples)) + 7) / 8;
        for (var strip = 0; strip < expected; strip++)
        {
            if (offsets[strip] + counts[strip] > end || counts[strip] < 1)
            {
                throw new ImageFormatException($"is truncated: strip {strip + 1} of its {expected} does not lie in the file");
            }

            var stripRows = Math.Min(rows, height - (strip % (expected / planes) * rows));
            if (isPlain && counts[strip] < stripRows * rowBytes)
            {
                throw new ImageFormatException($"is truncated: strip {strip + 1} of its {expected} has {counts[strip]} bytes, and its rows need {stripRows * rowBytes}");
            }
        }
    }

    private static int CountFrames(TiffDirectory directory)
    {
        var frames = 1;
        while (frames < MaximumFrames && directory.Next != 0 && directory.TryReadNext(out directory))
        {
            frames++;
        }

        return frames;
    }
}

using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Writes one baseline file: blocks first, then the best Huffman codes for them, then the bytes.</summary>
internal static class JpegEncoder
{
    private const int MaximumSide = 65535;
    private const double GammaOfSrgb = 1 / 2.2;

    /// <summary>Nothing is written where the picture cannot be.</summary>
    public static void Encode(ImageData image, Stream destination, EncodeOptions options)
    {
        Check(image, options);
        var comments = image.Texts.OrderBy(text => text.Key, StringComparer.Ordinal)
            .SelectMany(text => Comments.Split(text.Key, text.Value))
            .ToList();
        var frame = new EncodedFrame(image, options.JpegQuality, options.JpegSubsampling);
        var counter = new SymbolCounter();
        frame.Code(counter);
        var codes = counter.BuildCodes(2 * frame.Steps.Length);

        destination.Write([0xFF, Marker.StartOfImage]);
        WriteSegment(destination, Marker.Jfif, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 0, 0]); // version 1.2, square pixels
        WriteProfile(destination, image.Colour.IccProfile);
        foreach (var comment in comments)
        {
            WriteSegment(destination, Marker.Comment, comment);
        }

        WriteSegment(destination, Marker.QuantisationTables, DescribeSteps(frame));
        WriteSegment(destination, Marker.Baseline, DescribeFrame(image, frame));
        WriteSegment(destination, Marker.HuffmanTables, DescribeCodes(codes));
        WriteSegment(destination, Marker.StartOfScan, DescribeScan(frame));
        var writer = new BitWriter(destination, codes);
        frame.Code(writer);
        writer.Finish();
        destination.Write([0xFF, Marker.EndOfImage]);
    }

    private static void Check(ImageData image, EncodeOptions options)
    {
        if (options.JpegQuality is < 1 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.JpegQuality, "JPEG quality is 1 to 100.");
        }

        if (image.HasAlpha)
        {
            throw new ImageFormatException("cannot be JPEG, which has no alpha: flatten the picture over a colour, or write PNG");
        }

        if (image.BitDepth != 8)
        {
            throw new ImageFormatException($"cannot be JPEG with {image.BitDepth} bits a sample: convert to 8 bits, or write PNG");
        }

        if (Math.Max(image.Width, image.Height) > MaximumSide)
        {
            throw new ImageFormatException($"cannot be JPEG with {image.Width}×{image.Height} pixels: a side has {MaximumSide} at most");
        }

        // Blocks are whole, and their coefficients lie in one array a component.
        const int LargestUnit = 2 * Block.Side;
        if ((long)(image.Width + LargestUnit) * (image.Height + LargestUnit) > Array.MaxLength)
        {
            throw new ImageFormatException($"cannot be JPEG with {image.Width}×{image.Height} pixels, more than one array of coefficients holds: write PNG");
        }

        var colour = image.Colour;
        if (colour is { IccProfile: null, IsSrgb: false, Gamma: { } gamma } && Math.Abs(gamma - GammaOfSrgb) > 0.01)
        {
            throw new ImageFormatException($"cannot be JPEG with a gamma of {gamma}, which only PNG can say: convert the samples to sRGB");
        }

        if (colour.IccProfile?.Length > (long)IccSegments.PartBytes * IccSegments.MaximumParts)
        {
            throw new ImageFormatException($"cannot be JPEG with an ICC profile of {colour.IccProfile.Value.Length} bytes: {IccSegments.PartBytes * IccSegments.MaximumParts} are the most");
        }
    }

    private static void WriteProfile(Stream destination, ReadOnlyMemory<byte>? profile)
    {
        if (profile is not { Length: > 0 } bytes)
        {
            return;
        }

        var count = (bytes.Length + IccSegments.PartBytes - 1) / IccSegments.PartBytes;
        for (var number = 1; number <= count; number++)
        {
            var start = (number - 1) * IccSegments.PartBytes;
            var part = bytes.Span[start..Math.Min(start + IccSegments.PartBytes, bytes.Length)];
            WriteSegment(destination, Marker.Icc, [.. IccSegments.Signature, (byte)number, (byte)count, .. part]);
        }
    }

    private static byte[] DescribeSteps(EncodedFrame frame)
    {
        var body = new List<byte>();
        for (byte place = 0; place < frame.Steps.Length; place++)
        {
            body.Add(place);
            foreach (var natural in ZigZag.Natural)
            {
                body.Add(frame.Steps[place][natural]);
            }
        }

        return [.. body];
    }

    private static byte[] DescribeFrame(ImageData image, EncodedFrame frame)
    {
        List<byte> body = [8, .. BigEndian(image.Height), .. BigEndian(image.Width), (byte)frame.Components.Length];
        foreach (var component in frame.Components)
        {
            body.AddRange([component.Id, (byte)((component.Factor << 4) | component.Factor), (byte)(component.IsChroma ? 1 : 0)]);
        }

        return [.. body];
    }

    private static byte[] DescribeCodes(HuffmanCode[] codes)
    {
        var body = new List<byte>();
        for (var i = 0; i < codes.Length; i++)
        {
            // Class (0 DC, 1 AC) and place (0 luma, 1 chroma); the codes are in that order.
            body.AddRange([(byte)(((i & 1) << 4) | (i >> 1)), .. codes[i].Counts, .. codes[i].Ordered]);
        }

        return [.. body];
    }

    private static byte[] DescribeScan(EncodedFrame frame)
    {
        List<byte> body = [(byte)frame.Components.Length];
        foreach (var component in frame.Components)
        {
            body.AddRange([component.Id, (byte)(component.IsChroma ? 0x11 : 0x00)]);
        }

        return [.. body, 0, Block.Size - 1, 0];
    }

    private static void WriteSegment(Stream destination, byte marker, ReadOnlySpan<byte> body)
    {
        destination.Write([0xFF, marker, .. BigEndian(body.Length + 2)]);
        destination.Write(body);
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}

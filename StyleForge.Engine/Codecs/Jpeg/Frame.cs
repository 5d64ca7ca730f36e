using System.Buffers.Binary;

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>The frame header: extents, components, and how the coefficients are sent (ITU-T T.81, B.2.2).</summary>
internal sealed class Frame
{
    private Frame(bool isProgressive, int width, int height, FrameComponent[] components)
    {
        IsProgressive = isProgressive;
        Width = width;
        Height = height;
        Components = components;
        MaximumHorizontal = components.Max(c => c.Horizontal);
        MaximumVertical = components.Max(c => c.Vertical);
        foreach (var component in components)
        {
            component.Measure(width, height, MaximumHorizontal, MaximumVertical);
        }
    }

    public bool IsProgressive { get; }

    /// <summary>Pixels across as stored.</summary>
    public int Width { get; }

    /// <summary>Pixels down as stored.</summary>
    public int Height { get; }

    public FrameComponent[] Components { get; }

    public int MaximumHorizontal { get; }

    public int MaximumVertical { get; }

    /// <summary>Minimum coded units across, of an interleaved scan.</summary>
    public int UnitsAcross => Components[0].PaddedBlocks.Across / Components[0].Horizontal;

    /// <summary>Minimum coded units down, of an interleaved scan.</summary>
    public int UnitsDown => Components[0].PaddedBlocks.Down / Components[0].Vertical;

    /// <summary>Reads a frame header and checks it against the limits.</summary>
    /// <exception cref="ImageFormatException">It is of a kind that is not read, contradicts itself, or is too large.</exception>
    public static Frame Read(byte marker, ReadOnlySpan<byte> body, ImageLimits limits)
    {
        RefuseUnsupported(marker);
        if (body.Length < 6 || body.Length != 6 + (3 * body[5]))
        {
            throw new ImageFormatException($"is damaged: its frame header has {body.Length} bytes, which does not fit the number of its components");
        }

        var precision = body[0];
        if (precision != 8)
        {
            throw new ImageFormatException($"has {precision} bits a sample, and of JPEG only 8 bits are supported: save it with 8 bits, or as PNG with 16");
        }

        var height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        CheckExtents(width, height, limits);
        return new Frame(marker == Marker.Progressive, width, height, ReadComponents(body[6..], body[5]));
    }

    /// <summary>The refusal of a way of coding that is not read.</summary>
    public static ImageFormatException Unsupported(string coding) =>
        new($"uses {coding} coding, and of JPEG only Huffman codes, baseline, extended or progressive, are supported: save it as one of those");

    private static FrameComponent[] ReadComponents(ReadOnlySpan<byte> body, int count)
    {
        if (count is not (1 or 3 or 4))
        {
            throw new ImageFormatException($"has {count} components a pixel, and JPEG with 1 (grey), 3 (colour) or 4 (CMYK) is supported");
        }

        var components = new FrameComponent[count];
        for (var i = 0; i < count; i++)
        {
            var id = body[3 * i];
            var (horizontal, vertical) = (body[(3 * i) + 1] >> 4, body[(3 * i) + 1] & 15);
            var quantisation = body[(3 * i) + 2];
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4)
            {
                throw new ImageFormatException($"is damaged: component {id} has sampling factors {horizontal}×{vertical}, and 1 to 4 are allowed");
            }

            if (quantisation > 3)
            {
                throw new ImageFormatException($"is damaged: component {id} uses quantisation table {quantisation}, and 0 to 3 are allowed");
            }

            if (components.Take(i).Any(c => c.Id == id))
            {
                throw new ImageFormatException($"is damaged: two components have the name {id}");
            }

            components[i] = new FrameComponent(id, horizontal, vertical, quantisation);
        }

        return components;
    }

    private static void CheckExtents(int width, int height, ImageLimits limits)
    {
        if (height == 0)
        {
            throw new ImageFormatException("states its height only behind its first scan (DNL), which is not supported: save it again with any editor");
        }

        if (width == 0)
        {
            throw new ImageFormatException($"is damaged: its extents are {width}×{height}");
        }

        limits.RequireExtents(width, height);
    }

    private static void RefuseUnsupported(byte marker)
    {
        switch (marker)
        {
            case Marker.Baseline or Marker.ExtendedSequential or Marker.Progressive:
                break;
            case 0xC3:
                throw Unsupported("lossless");
            case 0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF:
                throw Unsupported("hierarchical");
            default:
                throw Unsupported("arithmetic");
        }
    }
}

namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>Turns rows of components into interleaved grey or RGB samples.</summary>
internal static class ColourConverter
{
    // BT.601 from YCbCr as JFIF 1.02 gives it, times 2¹⁶.
    private const int RedFromCr = 91881; // 1.40200
    private const int GreenFromCb = 22554; // 0.34414
    private const int GreenFromCr = 46802; // 0.71414
    private const int BlueFromCb = 116130; // 1.77200
    private const int Half = 1 << 15;

    /// <summary>
    /// Luma and colour differences to RGB. <paramref name="destination"/> has 3 bytes a pixel, the rows one.
    /// </summary>
    public static void FromYCbCr(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> destination)
    {
        var width = destination.Length / 3;
        luma = luma[..width];
        blue = blue[..width];
        red = red[..width];
        for (int x = 0, to = 0; x < width; x++, to += 3)
        {
            int y = luma[x], cb = blue[x] - 128, cr = red[x] - 128;
            var pixel = destination.Slice(to, 3);
            pixel[0] = Clamp(y + (((RedFromCr * cr) + Half) >> 16));
            pixel[1] = Clamp(y + (((-GreenFromCb * cb) - (GreenFromCr * cr) + Half) >> 16));
            pixel[2] = Clamp(y + (((BlueFromCb * cb) + Half) >> 16));
        }
    }

    /// <summary>Red, green and blue rows to RGB.</summary>
    public static void FromRgb(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> destination)
    {
        for (int x = 0, to = 0; to < destination.Length; x++, to += 3)
        {
            destination[to] = red[x];
            destination[to + 1] = green[x];
            destination[to + 2] = blue[x];
        }
    }

    /// <summary>
    /// Multiplies RGB by the reflectance of the black ink: the plain conversion of CMYK, without an ink's colour profile.
    /// </summary>
    public static void Darken(ReadOnlySpan<byte> black, Span<byte> destination)
    {
        for (int x = 0, to = 0; to < destination.Length; x++, to += 3)
        {
            int k = black[x];
            destination[to] = Scale(destination[to], k);
            destination[to + 1] = Scale(destination[to + 1], k);
            destination[to + 2] = Scale(destination[to + 2], k);
        }
    }

    /// <summary>255 minus each sample.</summary>
    public static void Invert(Span<byte> samples)
    {
        foreach (ref var sample in samples)
        {
            sample = (byte)(255 - sample);
        }
    }

    private static byte Scale(int sample, int factor) => (byte)(((sample * factor) + 127) / 255);

    private static byte Clamp(int value) => (uint)value <= 255 ? (byte)value : (byte)(~value >> 31);
}

using System.Runtime.InteropServices;
using StyleForge.Engine.Codecs;

namespace StyleForge.Engine.Imaging;

/// <summary>Between pictures as files hold them and pictures to compute with.</summary>
public static class PictureConversion
{
    /// <summary>
    /// Spreads the samples over planes of floats and brings their colours to sRGB; grey becomes three equal planes, alpha
    /// is kept as a plane. The colours of pixels that are wholly transparent, which nobody sees, are left behind: they become black.
    /// </summary>
    /// <param name="image">A decoded file.</param>
    public static Picture ToPicture(this ImageData image) => image.ToPicture(out _);

    /// <summary>The same, and tells what people should know about the colours.</summary>
    /// <param name="image">A decoded file.</param>
    /// <param name="notice">
    /// One clause that can follow the file's name where its colours could not be honoured («has a CMYK colour profile, …»), or null.
    /// </param>
    public static Picture ToPicture(this ImageData image, out string? notice)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = image.Width * image.Height;
        var samples = new float[checked((long)pixels * Picture.Channels)];
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var plane = samples.AsSpan(channel * pixels, pixels);
            if (image.PixelFormat is PixelFormat.Grey or PixelFormat.GreyAlpha)
            {
                Gather(image, 0, plane);
            }
            else
            {
                Gather(image, channel, plane);
            }
        }

        float[]? alpha = null;
        if (image.HasAlpha)
        {
            alpha = new float[pixels];
            Gather(image, image.Channels - 1, alpha);
        }

        var picture = new Picture(image.Width, image.Height, samples, alpha);
        notice = ColourConversion.ToSrgb(picture, image.Colour);
        Hide(picture);
        return picture;
    }

    /// <summary>What a file's colours are and what is done with them, for people: <c>sRGB</c>, <c>a colour profile, converted to sRGB</c>.</summary>
    /// <param name="header">What the file says of itself.</param>
    public static string DescribeColour(this ImageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return ColourConversion.Describe(header.Colour);
    }

    /// <summary>Rounds the picture to whole levels, to the nearest and never down; what leaves 0 to 1 is clamped, and what is wholly transparent is black.</summary>
    /// <param name="picture">The picture; written as RGB, or RGBA where it has alpha, and marked as sRGB.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="texts">Texts to travel with it, or null.</param>
    /// <exception cref="ArgumentException">A sample is not a number: nothing sensible can be written for it.</exception>
    public static ImageData ToImageData(this Picture picture, int bitDepth = 8, IReadOnlyDictionary<string, string>? texts = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var format = picture.Alpha is null ? PixelFormat.Rgb : PixelFormat.Rgba;
        var image = new ImageData(picture.Width, picture.Height, format, bitDepth)
        {
            Colour = new ColourFacts(IsSrgb: true),
            Texts = texts ?? new Dictionary<string, string>(),
        };
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            Scatter(picture.Plane(channel), image, channel);
        }

        if (picture.Alpha is not null)
        {
            Scatter(picture.Alpha, image, Picture.Channels);
            Hide(image);
        }

        return image;
    }

    private static void Hide(Picture picture)
    {
        for (var i = 0; i < picture.Alpha?.Length; i++)
        {
            if (picture.Alpha[i] == 0)
            {
                (picture.Plane(0)[i], picture.Plane(1)[i], picture.Plane(2)[i]) = (0, 0, 0);
            }
        }
    }

    private static void Gather(ImageData image, int channel, Span<float> plane)
    {
        if (image.BitDepth == 8)
        {
            Gather<byte>(image.Samples, channel, image.Channels, plane, byte.MaxValue);
        }
        else
        {
            Gather<ushort>(image.Samples16, channel, image.Channels, plane, ushort.MaxValue);
        }
    }

    // What was computed where nothing is seen is nobody's either.
    private static void Hide(ImageData image)
    {
        var pixel = image.Channels * image.BitDepth / 8;
        var alpha = image.BitDepth / 8;
        for (var samples = image.Samples.AsSpan(); samples.Length > 0; samples = samples[pixel..])
        {
            if (!samples[(pixel - alpha)..pixel].ContainsAnyExcept((byte)0))
            {
                samples[..(pixel - alpha)].Clear();
            }
        }
    }

    // A division, not a product with the reciprocal: so a level always comes back as the same level, and full is exactly 1.
    private static void Gather<T>(ReadOnlySpan<T> samples, int channel, int channels, Span<float> plane, float full)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        for (int i = 0, from = channel; i < plane.Length; i++, from += channels)
        {
            plane[i] = float.CreateTruncating(samples[from]) / full;
        }
    }

    private static void Scatter(ReadOnlySpan<float> plane, ImageData image, int channel)
    {
        var full = image.BitDepth == 8 ? byte.MaxValue : ushort.MaxValue;
        var bytes = image.Samples.AsSpan();
        var words = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0, to = channel; i < plane.Length; i++, to += image.Channels)
        {
            var value = plane[i];
            if (float.IsNaN(value))
            {
                throw new ArgumentException(
                    $"The picture's sample at x {i % image.Width}, y {i / image.Width}, channel {channel} is not a number.", nameof(plane));
            }

            // Adding a half and cutting off rounds to the nearest here, where nothing is negative.
            var level = (int)((Math.Clamp(value, 0, 1) * full) + 0.5f);
            if (full == byte.MaxValue)
            {
                bytes[to] = (byte)level;
            }
            else
            {
                words[to] = (ushort)level;
            }
        }
    }
}

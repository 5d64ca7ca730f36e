using StyleForge.Engine.Imaging;

namespace StyleForge.Engine.Clips;

/// <summary>A short clip: frames of one size, planar RGB floats, sRGB-encoded from 0 to 1. Time is its first extent and lies between channel and row.</summary>
public sealed class Clip
{
    /// <summary>Wraps samples.</summary>
    /// <param name="frames">Frames, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="samples"><c>(3, frames, height, width)</c>; kept, not copied.</param>
    /// <exception cref="ArgumentException">The extents and the length do not agree.</exception>
    public Clip(int frames, int height, int width, float[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.LongLength != (long)Picture.Channels * frames * height * width)
        {
            throw new ArgumentException($"A clip of {frames} frames of {width}×{height} has not {samples.LongLength} samples.", nameof(samples));
        }

        (Frames, Height, Width, Samples) = (frames, height, width, samples);
    }

    /// <summary>Frames.</summary>
    public int Frames { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary><c>(3, frames, height, width)</c>.</summary>
    public float[] Samples { get; }

    /// <summary>Samples of a channel.</summary>
    public int ChannelLength => Samples.Length / Picture.Channels;

    /// <summary>Puts pictures one after the other.</summary>
    /// <param name="pictures">One or more opaque pictures of one size.</param>
    public static Clip Of(IReadOnlyList<Picture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var clip = new Clip(pictures.Count, pictures[0].Height, pictures[0].Width, new float[(long)pictures.Count * pictures[0].Samples.Length]);
        for (var frame = 0; frame < clip.Frames; frame++)
        {
            for (var channel = 0; channel < Picture.Channels; channel++)
            {
                pictures[frame].Plane(channel).CopyTo(clip.Plane(channel, frame));
            }
        }

        return clip;
    }

    /// <summary>One channel of one frame, <c>(height, width)</c>.</summary>
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    /// <param name="frame">From 0.</param>
    public Span<float> Plane(int channel, int frame) => Samples.AsSpan(((channel * Frames) + frame) * Height * Width, Height * Width);

    /// <summary>A copy of one frame.</summary>
    /// <param name="frame">From 0.</param>
    public Picture Frame(int frame)
    {
        var picture = new Picture(Width, Height);
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            Plane(channel, frame).CopyTo(picture.Plane(channel));
        }

        return picture;
    }
}

namespace StyleForge.Engine.Sound;

/// <summary>A piece of sound in memory.</summary>
/// <remarks>Samples are floats; −1 to 1 is what a file of whole numbers can hold, and values beyond are allowed.</remarks>
public sealed class SoundClip
{
    /// <summary>Puts a clip together.</summary>
    /// <param name="sampleRate">Samples of a channel in a second, 1 or more.</param>
    /// <param name="channels">The samples of each channel, kept as they are: one channel for mono, left and right for stereo.</param>
    /// <exception cref="ArgumentException">There is no channel, or they differ in length.</exception>
    public SoundClip(int sampleRate, params IReadOnlyList<float[]> channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0 || channels.Any(channel => channel.Length != channels[0].Length))
        {
            throw new ArgumentException("A clip has one or more channels, all of the same length.", nameof(channels));
        }

        (SampleRate, Channels) = (sampleRate, channels);
    }

    /// <summary>Samples of a channel in a second.</summary>
    public int SampleRate { get; }

    /// <summary>The samples of each channel.</summary>
    public IReadOnlyList<float[]> Channels { get; }

    /// <summary>Samples of a channel.</summary>
    public int Length => Channels[0].Length;

    /// <summary>How long the clip is.</summary>
    public double Seconds => (double)Length / SampleRate;

    /// <summary>The mean of all channels; of one channel that channel itself.</summary>
    public float[] Mixed()
    {
        if (Channels.Count == 1)
        {
            return Channels[0];
        }

        var mixed = new float[Length];
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = (float)(Channels.Sum(channel => (double)channel[i]) / Channels.Count);
        }

        return mixed;
    }
}

namespace StyleForge.Engine.Sound;

/// <summary>Bounds that a sound file must respect before any memory is taken for its samples.</summary>
/// <param name="MaximumSamples">Samples of all channels together.</param>
/// <param name="MaximumBytes">Size of the file.</param>
public sealed record SoundLimits(long MaximumSamples = 200_000_000, long MaximumBytes = 1L << 30)
{
    /// <summary>Samples of a channel in a second, at least.</summary>
    public const int MinimumSampleRate = 1_000;

    /// <summary>Samples of a channel in a second, at most.</summary>
    public const int MaximumSampleRate = 384_000;

    /// <summary>200 million samples, 37 minutes of stereo at 44.1 kHz; 1 GiB.</summary>
    public static SoundLimits Default { get; } = new();
}

namespace StyleForge.Engine.Sound;

/// <summary>
/// Stretches of equal length that cover a spectrogram and overlap, so that a long sound takes no more memory than a short one. In an overlap the
/// earlier fades into the later.
/// </summary>
/// <param name="frames">Moments of the whole.</param>
internal sealed class Stretches(int frames)
{
    /// <summary>Moments of the longest stretch: 12 seconds at 44.1 kHz.</summary>
    public const int Longest = 1024;

    private const int LeastOverlap = 64;

    /// <summary>How many there are.</summary>
    public int Count { get; } = frames <= Longest ? 1 : (frames - LeastOverlap + Longest - LeastOverlap - 1) / (Longest - LeastOverlap);

    /// <summary>Moments of each.</summary>
    public int Length => (frames + ((Count - 1) * LeastOverlap) + Count - 1) / Count;

    /// <summary>The first moment of one of them.</summary>
    /// <param name="index">From 0.</param>
    public int Start(int index) => Count == 1 ? 0 : (int)((long)index * (frames - Length) / (Count - 1));

    /// <summary>Puts a finished stretch into the whole; they come in order.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="stretch"><c>(bins, <see cref="Length"/>)</c>.</param>
    /// <param name="whole">The whole, in which the stretches before it lie.</param>
    public void Join(int index, ReadOnlySpan<float> stretch, Spectrogram whole)
    {
        var start = Start(index);
        var overlap = index == 0 ? 0 : Start(index - 1) + Length - start;
        for (var bin = 0; bin < whole.Bins; bin++)
        {
            var from = stretch.Slice(bin * Length, Length);
            var to = whole.Row(bin).Slice(start, Length);
            for (var frame = 0; frame < Length; frame++)
            {
                var share = frame < overlap ? (frame + 1f) / (overlap + 1) : 1;
                to[frame] += share * (from[frame] - to[frame]);
            }
        }
    }
}

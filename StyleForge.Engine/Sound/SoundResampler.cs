using NAudio.Dsp;

namespace StyleForge.Engine.Sound;

/// <summary>Clips at other sample rates, by a windowed sinc that lets nothing through beyond half the lower rate.</summary>
public static class SoundResampler
{
    // Taps at the lower rate; the library looks the filter up at so many places between two samples.
    private const int Taps = 64;
    private const int Places = 256;
    private const int BlockLength = 1 << 14;

    /// <summary>The clip at another rate, as long as before to the nearest sample.</summary>
    /// <param name="clip">The clip; comes back itself where it has the rate already.</param>
    /// <param name="sampleRate">Samples of a channel in a second, 1 or more.</param>
    public static SoundClip Resample(SoundClip clip, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        return clip.SampleRate == sampleRate
            ? clip
            : new SoundClip(sampleRate, [.. clip.Channels.Select(channel => Resample(channel, clip.SampleRate, sampleRate))]);
    }

    private static float[] Resample(float[] source, int from, int to)
    {
        var resampler = new WdlResampler();
        resampler.SetMode(interp: false, filtercnt: 0, sinc: true, sinc_size: Taps * Math.Max(1, (int)Math.Ceiling((double)from / to)), sinc_interpsize: Places);
        resampler.SetFeedMode(wantInputDriven: false);
        resampler.SetRates(from, to);
        var result = new float[Math.Max(1, (int)Math.Round((double)source.Length * to / from))];
        var (read, written) = (0, 0);
        while (written < result.Length)
        {
            var block = Math.Min(BlockLength, result.Length - written);
            var wanted = resampler.ResamplePrepare(block, nch: 1, out var input);
            var there = Math.Clamp(source.Length - read, 0, wanted);
            source.AsSpan(read, there).CopyTo(input);
            input[there..].Clear(); // Silence follows the end.
            read += there;
            written += resampler.ResampleOut(result.AsSpan(written), wanted, block, nch: 1);
        }

        return result;
    }
}

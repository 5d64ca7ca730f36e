namespace StyleForge.Engine.Sound;

/// <summary>How strong each frequency is at each moment: <c>log(1 + |S|)</c> of a short-time Fourier transform S, as Ulyanov and Lebedev 2016 have it.</summary>
/// <param name="bins">Frequencies, from 0 to half the sample rate.</param>
/// <param name="frames">Moments.</param>
/// <param name="values"><c>(bins, frames)</c>; kept, not copied.</param>
public sealed class Spectrogram(int bins, int frames, float[] values)
{
    /// <summary>Frequencies.</summary>
    public int Bins { get; } = bins;

    /// <summary>Moments.</summary>
    public int Frames { get; } = frames;

    /// <summary><c>(bins, frames)</c>.</summary>
    public float[] Values { get; } = values;

    /// <summary>The moments of one frequency.</summary>
    public Span<float> Row(int bin) => Values.AsSpan(bin * Frames, Frames);

    /// <summary>Copies some moments of all frequencies.</summary>
    /// <param name="first">The first moment.</param>
    /// <param name="destination"><c>(bins, moments)</c>; overwritten.</param>
    public void CopyTo(int first, Span<float> destination)
    {
        var count = destination.Length / Bins;
        for (var bin = 0; bin < Bins; bin++)
        {
            Row(bin).Slice(first, count).CopyTo(destination[(bin * count)..]);
        }
    }
}

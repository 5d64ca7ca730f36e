using NAudio.Dsp;

namespace StyleForge.Engine.Sound;

/// <summary>
/// The short-time Fourier transform: windows of 2048 samples (Hann), a quarter of one apart, each centred on its moment. What lies beyond the ends of the
/// sound is the sound mirrored.
/// </summary>
/// <remarks>Scaled as the sum over the samples of a window, without a factor. Not for several threads at once.</remarks>
internal sealed class ShortTimeFourier
{
    /// <summary>Samples of a window.</summary>
    public const int Size = 2048;

    /// <summary>Samples from one window to the next.</summary>
    public const int Hop = Size / 4;

    /// <summary>Frequencies.</summary>
    public const int Bins = (Size / 2) + 1;

    private const int Margin = Size / 2;

    // Where windows add up to less, at the outer end of the mirrored sound, nothing is left of it.
    private const float LeastWeight = 1e-3f;

    private readonly FftProcessor _transform = new(Size);
    private readonly float[] _window = [.. Enumerable.Range(0, Size).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Size))))];
    private readonly float[] _samples = new float[Size];
    private readonly Complex[] _spectrum = new Complex[Bins];

    /// <summary>Moments of a sound.</summary>
    public static int Frames(int samples) => 1 + (samples / Hop);

    /// <summary>The spectrogram of a sound of more than 1024 samples.</summary>
    public Spectrogram Analyse(ReadOnlySpan<float> sound)
    {
        var padded = Mirrored(sound);
        var spectrogram = new Spectrogram(Bins, Frames(sound.Length), new float[Bins * Frames(sound.Length)]);
        for (var frame = 0; frame < spectrogram.Frames; frame++)
        {
            Forward(padded, frame);
            for (var bin = 0; bin < Bins; bin++)
            {
                spectrogram.Values[(bin * spectrogram.Frames) + frame] = (float)Math.Log(1 + (Size * Magnitude(_spectrum[bin])));
            }
        }

        return spectrogram;
    }

    /// <summary>
    /// A sound whose spectrogram is nearly the given one: phases are those of a sound that begins as another, and with each round become more of one mind
    /// (Griffin and Lim 1984).
    /// </summary>
    /// <param name="spectrogram">What is wanted.</param>
    /// <param name="start">The sound that phases begin with, as long as the result.</param>
    /// <param name="rounds">How often phases are found anew, 1 or more.</param>
    /// <param name="cancellation">Asked before each round.</param>
    public float[] Invert(Spectrogram spectrogram, ReadOnlySpan<float> start, int rounds, CancellationToken cancellation)
    {
        var sound = Mirrored(start);
        var weights = new float[sound.Length];
        for (var frame = 0; frame < spectrogram.Frames; frame++)
        {
            for (var i = 0; i < Size; i++)
            {
                weights[(frame * Hop) + i] += _window[i] * _window[i];
            }
        }

        var next = new float[sound.Length];
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(next);
            for (var frame = 0; frame < spectrogram.Frames; frame++)
            {
                Forward(sound, frame);
                for (var bin = 0; bin < Bins; bin++)
                {
                    SetMagnitude(ref _spectrum[bin], Math.Max(0, Math.Exp(spectrogram.Values[(bin * spectrogram.Frames) + frame]) - 1) / Size);
                }

                _transform.RealInverse(_spectrum, _samples);
                for (var i = 0; i < Size; i++)
                {
                    next[(frame * Hop) + i] += _samples[i] * _window[i];
                }
            }

            for (var i = 0; i < next.Length; i++)
            {
                next[i] = weights[i] > LeastWeight ? next[i] / weights[i] : 0;
            }

            (sound, next) = (next, sound);
        }

        return sound.AsSpan(Margin, start.Length).ToArray();
    }

    private void Forward(float[] sound, int frame)
    {
        for (var i = 0; i < Size; i++)
        {
            _samples[i] = sound[(frame * Hop) + i] * _window[i];
        }

        _transform.RealForward(_samples, _spectrum);
    }

    private static double Magnitude(Complex number) => Math.Sqrt(((double)number.X * number.X) + ((double)number.Y * number.Y));

    // What has no phase gets that of 1.
    private static void SetMagnitude(ref Complex number, double magnitude)
    {
        var present = Magnitude(number);
        number = present > 0
            ? new Complex { X = (float)(number.X * magnitude / present), Y = (float)(number.Y * magnitude / present) }
            : new Complex { X = (float)magnitude };
    }

    private static float[] Mirrored(ReadOnlySpan<float> sound)
    {
        var padded = new float[sound.Length + Size];
        sound.CopyTo(padded.AsSpan(Margin));
        for (var i = 1; i <= Margin; i++)
        {
            padded[Margin - i] = sound[i];
            padded[Margin + sound.Length - 1 + i] = sound[^(i + 1)];
        }

        return padded;
    }
}

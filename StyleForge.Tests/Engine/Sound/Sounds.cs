using StyleForge.Models.Fitting;

namespace StyleForge.Tests.Engine.Sound;

/// <summary>Sounds to test with.</summary>
internal static class Sounds
{
    public static float[] Tone(int rate, double frequency, double seconds, double loudness) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (float)(loudness * Math.Cos(2 * Math.PI * frequency * i / rate)))];

    public static float[] Noise(int length, ulong seed)
    {
        var noise = new float[length];
        new SplitMix64(seed).FillNormal(noise, 0.1);
        return noise;
    }

    /// <summary>Bursts of a tone with pauses between them, as syllables are.</summary>
    public static float[] Syllables(int rate, double frequency, double seconds) =>
        [.. Tone(rate, frequency, seconds, 0.4).Select((sample, i) => sample * (float)Math.Pow(Math.Sin(Math.PI * 3 * i / rate), 2))];
}

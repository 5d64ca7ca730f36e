namespace StyleForge.Models.Signals;

/// <summary>When some sound counts as speech, as the publisher of Silero VAD decides it.</summary>
/// <param name="Threshold">The probability at which speech begins, above 0 to below 1.</param>
/// <param name="LeastSpeech">Speech that is shorter is left out.</param>
/// <param name="LeastSilence">A pause that is shorter ends no stretch of speech.</param>
/// <param name="Padding">How much is put to a stretch before and after it, as far as its neighbours leave room.</param>
public sealed record SpeechRules(double Threshold, TimeSpan LeastSpeech, TimeSpan LeastSilence, TimeSpan Padding)
{
    /// <summary>The publisher's own: 0.5, 250 milliseconds, 100 milliseconds, 30 milliseconds.</summary>
    public static SpeechRules Usual { get; } = new(0.5, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(30));

    /// <summary>The probability below which speech that has begun may end.</summary>
    public double Release => Math.Max(Threshold - 0.15, 0.01);
}

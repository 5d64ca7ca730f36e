namespace StyleForge.Presentation.Messages;

/// <summary>Where somebody speaks, of <c>speech</c>.</summary>
internal sealed record SpeechAnswer(
    string File, double Seconds, int SampleRate, int Channels, double Threshold, double SpeechSeconds, IEnumerable<SpeechPart> Speech, double ChunkSeconds, IEnumerable<float> Probabilities);

/// <summary>A stretch of speech, of <c>speech</c>: from and to, in seconds.</summary>
internal sealed record SpeechPart(double From, double To);

using System.Text.Json.Serialization;

namespace StyleForge.Presentation.Messages;

/// <summary>A rendered sound, of <c>render-audio</c>. What was not measured is left out.</summary>
internal sealed record SoundAnswer(
    string Sound,
    string Content,
    string Style,
    int SampleRate,
    int Channels,
    double Duration,
    double StyleBefore,
    double StyleAfter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ContentAfter,
    double Envelope,
    double Gain,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Spectrogram,
    double Seconds);

/// <summary>What a rendered sound carries of how it was made, on one line: everything that its bytes depend on.</summary>
internal sealed record SoundRecord(
    string Styleforge,
    string Content,
    string Style,
    IReadOnlyDictionary<string, string> Sha256,
    double ContentWeight,
    double StyleWeight,
    int Iterations,
    int Filters,
    int PhaseRounds,
    int Seed);

using System.Text.Json.Serialization;

namespace StyleForge.Presentation.Messages;

/// <summary>What happened to a job of a queue, kept beside it.</summary>
internal sealed record JobReport(
    string Styleforge,
    string Job,
    int Attempt,
    double Seconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    IReadOnlyList<PictureReport> Pictures);

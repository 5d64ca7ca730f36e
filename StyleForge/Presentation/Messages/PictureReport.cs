using System.Text.Json.Serialization;

namespace StyleForge.Presentation.Messages;

/// <summary>What became of a picture of a job: made in so many seconds, kept because it was there, or failed.</summary>
internal sealed record PictureReport(
    string Name,
    string Output,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Seconds,
    bool WasThere,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Failure);

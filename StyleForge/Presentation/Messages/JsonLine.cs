using System.Text.Json.Serialization;

namespace StyleForge.Presentation.Messages;

/// <summary>
/// One JSON object of a stream of them, <c>{"event":…,"job":…,"index":…, and what the record adds}</c>. The names of all messages, those of their
/// properties in lower case, are a contract, described in <c>docs/command-line.md</c>; names may be added, and none is changed or taken away.
/// </summary>
/// <param name="Event">What happened, in a word.</param>
internal abstract record JsonLine([property: JsonPropertyOrder(-3)] string Event)
{
    /// <summary>The picture's name, where it is about one.</summary>
    [JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; set; }

    /// <summary>The picture's place in the batch, which tells those of one name apart.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Index { get; set; }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using StyleForge.Engine.Objectives;

namespace StyleForge.Engine.Output;

/// <summary>The parts of an objective as JSON: <c>{"content":0.25,"style relu1_1":0.5}</c>, and null where one is not finite.</summary>
public sealed class LossPartsJson : JsonConverter<IReadOnlyList<LossPart>>
{
    private static readonly FiniteNumberJson Number = new();

    /// <inheritdoc/>
    public override IReadOnlyList<LossPart> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Nothing reads the parts back.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LossPart> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        foreach (var part in value)
        {
            writer.WritePropertyName(part.Name);
            Number.Write(writer, part.Value, options);
        }

        writer.WriteEndObject();
    }
}

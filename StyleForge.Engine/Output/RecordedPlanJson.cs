using System.Text.Json;
using System.Text.Json.Serialization;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>A plan inside a record: to the byte as <see cref="RenderPlanJson"/> writes it, whatever is around it.</summary>
internal sealed class RecordedPlanJson : JsonConverter<RenderPlan>
{
    /// <inheritdoc/>
    public override RenderPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("RenderPlanJson reads plans.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RenderPlan value, JsonSerializerOptions options) => writer.WriteRawValue(RenderPlanJson.Write(value));
}

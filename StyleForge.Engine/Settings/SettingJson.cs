using System.Text.Json;
using System.Text.Json.Serialization;

namespace StyleForge.Engine.Settings;

/// <summary>Values of settings as JSON: a number, a list of taps or words, a word, or null for no path.</summary>
public sealed class SettingJson : JsonConverter<SettingValue>
{
    /// <inheritdoc/>
    public override SettingValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A value is read by its setting, which knows what may be there.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SettingValue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Value)
        {
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case IEnumerable<LayerWeight> layers:
                writer.WriteStartArray();
                foreach (var layer in layers)
                {
                    writer.WriteStringValue(layer.ToString());
                }

                writer.WriteEndArray();
                break;
            case IEnumerable<string> words:
                writer.WriteStartArray();
                foreach (var word in words)
                {
                    writer.WriteStringValue(word);
                }

                writer.WriteEndArray();
                break;
            case var text:
                writer.WriteStringValue((string?)text);
                break;
        }
    }
}

using System.Text.Json;

namespace StyleForge.Engine.Settings;

/// <summary>Values of settings as JSON.</summary>
public static class SettingJson
{
    /// <summary>Writes a value as what it is: a number, a list of taps, a word, or null for no path.</summary>
    /// <param name="json">Where to, after the property's name.</param>
    /// <param name="value">A value as <see cref="SettingDefinition.Parse"/> gives it.</param>
    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case IEnumerable<LayerWeight> layers:
                json.WriteStartArray();
                foreach (var layer in layers)
                {
                    json.WriteStringValue(layer.ToString());
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue((string?)value);
                break;
        }
    }
}

using System.Text.Json.Serialization;

namespace StyleForge.Engine.Settings;

/// <summary>The value of a setting, to be written as JSON.</summary>
/// <param name="Value">As <see cref="SettingDefinition.Parse"/> gives it.</param>
[JsonConverter(typeof(SettingJson))]
public readonly record struct SettingValue(object? Value)
{
    /// <summary>The value of a setting from its text.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="text">A text that is right.</param>
    public static SettingValue Of(string name, string text)
    {
        object? value = text;
        SettingCatalogue.Find(name)?.Parse(text, out value);
        return new SettingValue(value);
    }
}

using StyleForge.Engine.Settings;

namespace StyleForge.Presentation;

/// <summary>Settings as a table.</summary>
internal static class SettingsTable
{
    /// <summary>Names, values, and where they came from.</summary>
    public static TextTable Of(IReadOnlyList<ResolvedSetting> settings, bool withOrigin)
    {
        var table = withOrigin ? new TextTable("setting", "value", "origin") : new TextTable("setting", "value");
        foreach (var setting in settings)
        {
            var value = setting.Value.Length > 0 ? setting.Value : "-";
            table.Add(withOrigin ? [setting.Name, value, setting.Origin] : [setting.Name, value]);
        }

        return table;
    }
}

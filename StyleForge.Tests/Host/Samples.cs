using StyleForge.Engine.Planning;
using StyleForge.Engine.Settings;

namespace StyleForge.Tests.Host;

/// <summary>Plans to show.</summary>
internal static class Samples
{
    public static RenderPlan Plan(string folder, string name = "render") => new()
    {
        Name = name,
        ContentPath = Path.Combine(folder, "town.jpg"),
        Styles = [new StylePlan(Path.Combine(folder, "starry.jpg"), 1, 1, null)],
        OutputPath = Path.Combine(folder, "out", $"{name}.png"),
        Levels = [new LevelPlan(256, 192, 100), new LevelPlan(512, 384, 200)],
        Settings = SettingsResolver.Resolve([]).Settings!,
    };
}

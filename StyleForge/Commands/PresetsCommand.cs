using System.CommandLine;
using StyleForge.Engine.Settings;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge presets</c>: lists the presets and what they change.</summary>
internal static class PresetsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("presets", "List the presets and the settings that they change.", "[options]")
        {
            Examples = [("render town.jpg --style marbling --preset fast", "A preset goes by its name; other settings override it.")],
        };
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON list." });
        verb.SetAction(result =>
        {
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(Presets.All.Select(preset => new PresetAnswer(
                    preset.Name, preset.Summary, preset.Values.ToDictionary(value => value.Key, value => SettingValue.Of(value.Key, value.Value)))));
            }
            else
            {
                WriteText(environment);
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static void WriteText(HostEnvironment environment)
    {
        foreach (var preset in Presets.All)
        {
            foreach (var line in Words.Wrap($"{preset.Name}: {preset.Summary}", environment.Width))
            {
                environment.Output.WriteLine(line);
            }

            var column = preset.Values.Keys.Select(name => name.Length).DefaultIfEmpty().Max();
            foreach (var (setting, value) in preset.Values)
            {
                environment.Output.WriteLine($"  {setting.PadRight(column)}  {value}");
            }
        }
    }
}

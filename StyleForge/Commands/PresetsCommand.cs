using System.CommandLine;
using StyleForge.Engine.Settings;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge presets</c>: lists the presets and what they change.</summary>
internal static class PresetsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("presets", "List the presets and the settings that they change.", "[options]")
        {
            Examples = [("render town.jpg --style marbling --preset preview", "A preset goes by its name; other settings override it.")],
        };
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON list." });
        verb.SetAction(result =>
        {
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(WriteJson);
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

    private static void WriteJson(System.Text.Json.Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var preset in Presets.All)
        {
            json.WriteStartObject();
            json.WriteString("name", preset.Name);
            json.WriteString("summary", preset.Summary);
            json.WriteStartObject("settings");
            foreach (var (setting, value) in preset.Values)
            {
                JsonLines.WriteSetting(json, setting, setting, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

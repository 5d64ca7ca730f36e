using System.CommandLine;
using Microsoft.Extensions.Configuration;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;
using StyleForge.Presentation;
using StyleForge.Presentation.Messages;

namespace StyleForge.Commands;

/// <summary><c>styleforge config show</c> and <c>config path</c>: what is set, and where from.</summary>
internal static class ConfigCommand
{
    /// <summary>The command with its two.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("config", "Show the settings that apply here, or list the files they come from.", "[COMMAND] [options]");
        verb.Subcommands.Add(Show(environment));
        verb.Subcommands.Add(PathCommand(environment));
        verb.SetAction(_ => Show(environment, new SettingsLayer("command line", new ConfigurationBuilder().Build()), withOrigin: false, asJson: false));
        return verb;
    }

    private static Verb Show(HostEnvironment environment)
    {
        var verb = new Verb("show", "Show every setting as it applies to a render without a job file.", "[options]")
        {
            Notes =
            [
                "Settings come, later wins, from: defaults, preset, appsettings.json beside the program, appsettings.json in the working directory, "
                    + "the user's file (see «styleforge config path»), STYLEFORGE_ environment variables, the job file, the command line.",
            ],
            Examples =
            [
                ("config show --origin", "Where each value comes from."),
                ("config show --preset fine --json", "What a preset would give, for another program."),
            ],
        };
        var origin = verb.Take(new Option<bool>("--origin") { Description = "Say where each value comes from." });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON list with origins." });
        var settings = new SettingOptions(verb);
        verb.SetAction(result => Show(environment, settings.Read(result), result.GetValue(origin), result.GetValue(json)));
        return verb;
    }

    private static int Show(HostEnvironment environment, SettingsLayer commandLine, bool withOrigin, bool asJson)
    {
        var resolution = SettingsResolver.Resolve([.. new ConfigurationLayers(environment).Read(), commandLine]);
        if (resolution.Problems.Count > 0)
        {
            Problems.Write(environment, resolution.Problems, null);
            return ExitCodes.Wrong;
        }

        if (!asJson)
        {
            SettingsTable.Of(resolution.Values, withOrigin).Write(environment.Output);
            return ExitCodes.Done;
        }

        new JsonLines(environment.Output).WriteDocument(
            resolution.Values.Select(setting => new SettingAnswer(setting.Name, SettingValue.Of(setting.Name, setting.Value), setting.Origin)));
        return ExitCodes.Done;
    }

    private static Verb PathCommand(HostEnvironment environment)
    {
        var verb = new Verb("path", "List the configuration files, weak to strong, and whether they are there.", "[options]")
        {
            Examples = [("config path", "The last one is yours to edit.")],
        };
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON list." });
        verb.SetAction(result =>
        {
            var files = new ConfigurationLayers(environment).Files;
            if (result.GetValue(json))
            {
                new JsonLines(environment.Output).WriteDocument(files.Select(file => new ConfigurationFileAnswer(file, File.Exists(file))));
                return ExitCodes.Done;
            }

            foreach (var file in files)
            {
                environment.Output.WriteLine($"{file} ({(File.Exists(file) ? "read" : "absent")})");
            }

            return ExitCodes.Done;
        });
        return verb;
    }
}

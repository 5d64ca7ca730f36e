using Spectre.Console;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>Finds out what the standard streams are connected to.</summary>
internal static class Terminals
{
    private const int WidthOfFiles = 100;

    /// <summary>Standard output.</summary>
    public static TextWriter Output() => new LossyWriter(StandardStreams.IsInherited(1) ? Console.Out : null);

    /// <summary>Standard error.</summary>
    public static TextWriter Error() => new LossyWriter(StandardStreams.IsInherited(2) ? Console.Error : null);

    /// <summary>Standard input; null where it is a terminal or closed.</summary>
    public static Stream? OpenInput() => StandardStreams.IsInherited(0) && Console.IsInputRedirected ? Console.OpenStandardInput() : null;

    /// <summary>Standard output for bytes; null where it is a terminal or closed.</summary>
    public static Stream? OpenOutput() => StandardStreams.IsInherited(1) && Console.IsOutputRedirected ? Console.OpenStandardOutput() : null;

    /// <summary>The terminal behind standard error; null where it is redirected, closed, dumb, or cannot be redrawn.</summary>
    /// <param name="variables">Environment variables.</param>
    /// <param name="error">Takes what is drawn.</param>
    public static IAnsiConsole? OnStandardError(IReadOnlyDictionary<string, string> variables, TextWriter error)
    {
        // Asked first, because everything after it costs start-up time that a script should not pay.
        if (!StandardStreams.IsInherited(2) || Console.IsErrorRedirected || variables.GetValueOrDefault("TERM") == "dumb")
        {
            return null;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            ColorSystem = MayColour(variables) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            EnvironmentVariables = new Dictionary<string, string>(variables),
        });
        console.Profile.Out = new RedrawnTerminal(error, console.Profile.Out);
        return console.Profile.Capabilities.Ansi ? console : null;
    }

    /// <summary>False where NO_COLOR is set to anything (no-color.org).</summary>
    public static bool MayColour(IReadOnlyDictionary<string, string> variables) =>
        string.IsNullOrEmpty(variables.GetValueOrDefault("NO_COLOR"));

    /// <summary>True where standard output is a terminal that understands more than letters.</summary>
    public static bool IsOutput(IReadOnlyDictionary<string, string> variables) =>
        StandardStreams.IsInherited(1) && !Console.IsOutputRedirected && variables.GetValueOrDefault("TERM") != "dumb";

    /// <summary>Columns of the terminal behind standard output, within reason; 100 for a file or a pipe.</summary>
    public static int Width()
    {
        if (!StandardStreams.IsInherited(1) || Console.IsOutputRedirected)
        {
            return WidthOfFiles;
        }

        try
        {
            return Console.WindowWidth is > 0 and var width ? Math.Clamp(width, 60, 120) : WidthOfFiles;
        }
        catch (IOException)
        {
            return WidthOfFiles; // A terminal that does not tell its size.
        }
    }
}

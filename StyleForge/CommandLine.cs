using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using StyleForge.Commands;
using StyleForge.Hosting;

namespace StyleForge;

/// <summary>The command line as a whole: all commands, and what happens when one fails.</summary>
internal static class CommandLine
{
    /// <summary>Version of the program, as <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Does what the arguments say.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="environment">Everything outside the program.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, HostEnvironment environment)
    {
        var verbose = new Option<bool>("--verbose", "-v")
        {
            Description = "Say more: settings with their origins before each picture, and where in the program a failure arose.",
            Recursive = true,
        };
        var root = Create(environment, verbose);
        // Response files are off: a picture may well be called «@home.jpg».
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.CommandResult.Command is not Verb { MakesFiles: true })
        {
            environment.ExpectNothing();
        }

        try
        {
            return Told(result, environment, result.Action is ParseErrorAction or null ? Refuse(result, environment) : result.Invoke(new InvocationConfiguration
            {
                Output = environment.Output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // Interruption listens to the signals.
            }));
        }
        catch (Exception failure)
        {
            return Explain(failure, result.GetValue(verbose), environment);
        }
    }

    private static RootCommand Create(HostEnvironment environment, Option<bool> verbose)
    {
        var root = new RootCommand("StyleForge renders pictures in the style of other pictures.");
        root.Subcommands.Add(RenderCommand.Create(environment));
        root.Subcommands.Add(RenderAudioCommand.Create(environment));
        root.Subcommands.Add(RenderClipCommand.Create(environment));
        root.Subcommands.Add(BatchCommand.Create(environment));
        root.Subcommands.Add(WatchCommand.Create(environment));
        root.Subcommands.Add(QueueCommand.Create(environment));
        root.Subcommands.Add(ServeCommand.Create(environment));
        root.Subcommands.Add(CheckCommand.Create(environment));
        root.Subcommands.Add(ImagesCommand.Create(environment));
        root.Subcommands.Add(FacesCommand.Create(environment));
        root.Subcommands.Add(StylesCommand.Create(environment));
        root.Subcommands.Add(PresetsCommand.Create(environment));
        root.Subcommands.Add(ConfigCommand.Create(environment));
        root.Subcommands.Add(NetworksCommand.Create(environment));
        root.Subcommands.Add(WeightsCommand.Create(environment));
        root.Subcommands.Add(TrainCommand.Create(environment));
        root.Subcommands.Add(BenchCommand.Create(environment));
        root.Subcommands.Add(KernelsCommand.Create(environment));
        root.Subcommands.Add(JudgeCommand.Create(environment));
        root.Subcommands.Add(DetectCommand.Create(environment));
        root.Subcommands.Add(ClassifyCommand.Create(environment));
        root.Subcommands.Add(FiltersCommand.Create(environment));
        root.Subcommands.Add(IdentifyCommand.Create(environment));
        root.Subcommands.Add(SegmentCommand.Create(environment));
        root.Subcommands.Add(SpeechCommand.Create(environment));
        root.Subcommands.Add(CompletionsCommand.Create(environment));
        root.Options.Add(verbose);
        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption help:
                    foreach (var alias in help.Aliases.Where(alias => alias is not ("-h" or "--help")).ToList())
                    {
                        help.Aliases.Remove(alias); // Those of other systems only get in the way of completions.
                    }

                    help.Description = "Show this help; after a command, show the help of that command.";
                    help.Action = new PrintHelp(environment);
                    break;
                case VersionOption version:
                    version.Description = "Show the version.";
                    version.Action = new PrintVersion(environment);
                    break;
            }
        }

        root.SetAction(_ =>
        {
            new HelpWriter(environment.Error, environment.Width).Write(root);
            return ExitCodes.Wrong;
        });
        return root;
    }

    private static int Refuse(ParseResult result, HostEnvironment environment)
    {
        foreach (var problem in UsageProblems.Of(result))
        {
            environment.Error.WriteLine(problem);
        }

        environment.Error.WriteLine($"See '{HelpWriter.PathOf(result.CommandResult.Command)} --help'.");
        return ExitCodes.Wrong;
    }

    // Files that were made are there, whether somebody could be told or not; an answer that did not arrive was none.
    private static int Told(ParseResult result, HostEnvironment environment, int exitCode)
    {
        if (environment.Output is not LossyWriter { Loss: { } loss })
        {
            return exitCode;
        }

        environment.Error.WriteLine($"Standard output could not be written: {loss}.");
        return exitCode == ExitCodes.Done && result.CommandResult.Command is not Verb { MakesFiles: true } ? ExitCodes.JobFailed : exitCode;
    }

    private static int Explain(Exception failure, bool isVerbose, HostEnvironment environment)
    {
        var (sentence, exitCode) = failure switch
        {
            CommandFailure known => (known.Message, known.ExitCode),
            OperationCanceledException => ("Interrupted.", ExitCodes.Interrupted),
            IOException or UnauthorizedAccessException => (failure.Message, ExitCodes.JobFailed),
            _ => ($"StyleForge met an error of its own ({failure.GetType().Name}): {failure.Message} Run the command with --verbose for details to report.", ExitCodes.JobFailed),
        };
        environment.Error.WriteLine(sentence);
        if (isVerbose)
        {
            environment.Error.WriteLine(failure.ToString());
        }

        return exitCode;
    }

    private sealed class PrintHelp(HostEnvironment environment) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            new HelpWriter(environment.Output, environment.Width).Write(parseResult.CommandResult.Command);
            return ExitCodes.Done;
        }
    }

    private sealed class PrintVersion(HostEnvironment environment) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            environment.Output.WriteLine($"styleforge {Version}");
            return ExitCodes.Done;
        }
    }
}

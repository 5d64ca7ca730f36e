using StyleForge.Engine.Running;
using StyleForge.Hosting;

namespace StyleForge.Tests.TestKit;

/// <summary>The program in a process of its own, but that it keeps a checkpoint after the first iteration instead of the first seconds.</summary>
internal static class HastyProgram
{
    /// <summary>Has its arguments, one a line.</summary>
    public const string Variable = "STYLEFORGE_TEST_HASTE";

    /// <summary>The words that start it.</summary>
    public static IReadOnlyList<string> Words(params string[] arguments) =>
    [
        "env", $"DOTNET_STARTUP_HOOKS={typeof(StartupHook).Assembly.Location}", $"{Variable}={string.Join('\n', arguments)}", .. ProgramProcess.Words,
    ];

    /// <summary>Runs it, in the process that was started so.</summary>
    public static int Run(string arguments)
    {
        using var error = Terminals.Error();
        using var interruption = new Interruption(error);
        return CommandLine.Run(arguments.Split('\n'), HostEnvironment.OfProcess(error, interruption) with
        {
            Run = (options, observer, time, plans, cancellation) =>
                new BatchRunner(options with { FirstCheckpoint = TimeSpan.Zero }, observer, time).Run(plans, cancellation),
        });
    }
}

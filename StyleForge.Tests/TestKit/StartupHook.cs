using System.Diagnostics;
using StyleForge.Tests.TestKit;

/// <summary>
/// Runs in a child process before its program does, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly; the runtime finds it by
/// this name. A variable says what it is for: to run <see cref="HastyProgram"/> in place of the program, or to write down at the end
/// what the process has loaded.
/// </summary>
#pragma warning disable CA1050 // The runtime looks for it outside of any namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>Names the file to write to.</summary>
    public const string FileVariable = "STYLEFORGE_TEST_LOADED";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(HastyProgram.Variable) is { } arguments)
        {
            Environment.Exit(HastyProgram.Run(arguments));
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(
            Environment.GetEnvironmentVariable(FileVariable)!,
            AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!)
                .Concat(Process.GetCurrentProcess().Modules.Cast<ProcessModule>().Select(module => module.ModuleName)));
    }
}

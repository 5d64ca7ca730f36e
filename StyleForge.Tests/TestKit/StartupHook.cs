using System.Diagnostics;

/// <summary>
/// Runs in a child process before its program does, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly; the runtime finds it by
/// this name. At the end it writes down what the process has loaded.
/// </summary>
#pragma warning disable CA1050 // The runtime looks for it outside of any namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>Names the file to write to.</summary>
    public const string FileVariable = "STYLEFORGE_TEST_LOADED";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(
        Environment.GetEnvironmentVariable(FileVariable)!,
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!)
            .Concat(Process.GetCurrentProcess().Modules.Cast<ProcessModule>().Select(module => module.ModuleName)));
}

using StyleForge.Engine.Settings;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what is wrong with jobs and settings.</summary>
internal static class Problems
{
    private const string CommandLineSource = "command line";

    /// <summary>One line a problem on standard error, <c>file:line: field: sentence</c>, and an object a problem where JSON is asked for.</summary>
    public static void Write(HostEnvironment environment, IReadOnlyList<JobProblem> problems, JsonLines? lines)
    {
        foreach (var problem in problems)
        {
            environment.Error.WriteLine(problem.Source == CommandLineSource
                ? OnCommandLine(problem)
                : (problem with { Source = Words.Path(problem.Source, environment.WorkingDirectory) }).ToString());
            lines?.Write(ProblemLine.Of(problem));
        }
    }

    // There is one command line only, and who typed --content-weight should read --content-weight.
    private static string OnCommandLine(JobProblem problem) =>
        SettingCatalogue.Find(problem.Field) is { } setting
            ? $"{Words.Option(setting.Name)}: {problem.Message}"
            : problem.Message;
}

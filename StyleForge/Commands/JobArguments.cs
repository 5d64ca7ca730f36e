using System.CommandLine;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Hosting;

namespace StyleForge.Commands;

/// <summary>What <c>batch</c> and <c>check</c> take alike.</summary>
internal static class JobArguments
{
    private const string OutputFolder = "output";

    /// <summary>The job files and folders.</summary>
    public static Argument<string[]> Paths(Verb verb) => verb.Take(new Argument<string[]>("path")
    {
        HelpName = "PATH",
        Description = "Job files, and folders with job files (*.json); - for a job on standard input.",
        Arity = ArgumentArity.OneOrMore,
    });

    /// <summary>The folder that pictures go below.</summary>
    public static Option<string?> OutputRoot(Verb verb) => verb.Take(new Option<string?>("--output-root")
    {
        HelpName = "FOLDER",
        Description = $"Folder that the outputs of job files start from and stay in; default {OutputFolder}.",
    });

    /// <summary>Plans the jobs, and says where there are none.</summary>
    public static JobSet Load(HostEnvironment environment, string[] paths, string? outputRoot, SettingsLayer commandLine, RunOptions options)
    {
        var root = Path.GetFullPath(outputRoot ?? OutputFolder, environment.WorkingDirectory);
        var jobs = new JobLoader(environment, root, options).Load(paths, commandLine);
        if (jobs.Jobs.Count == 0 && jobs.Problems.Count == 0)
        {
            environment.Error.WriteLine($"There are no job files (*.json) in {string.Join(", ", paths)}.");
        }

        return jobs;
    }
}

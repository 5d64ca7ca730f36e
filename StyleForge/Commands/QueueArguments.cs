using System.CommandLine;
using StyleForge.Queue;

namespace StyleForge.Commands;

/// <summary>What commands of a drop folder take alike.</summary>
internal static class QueueArguments
{
    /// <summary>The drop folder.</summary>
    public static Argument<string> Folder(Verb verb) => verb.Take(new Argument<string>("dir")
    {
        HelpName = "DIR",
        Description = "The drop folder.",
    });

    /// <summary>Where the pictures are, if not in the drop folder.</summary>
    public static Option<string?> OutputRoot(Verb verb) => verb.Take(new Option<string?>("--output-root")
    {
        HelpName = "FOLDER",
        Description = "Folder that the outputs of jobs start from and stay in; default DIR/output.",
    });

    /// <summary>The drop folder that the command line names.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="folder">Its argument.</param>
    /// <param name="environment">Has the folder that paths start from.</param>
    public static DropFolderPaths Paths(ParseResult result, Argument<string> folder, HostEnvironment environment) =>
        new(Path.GetFullPath(result.GetRequiredValue(folder), environment.WorkingDirectory));

    /// <summary>The absolute folder that pictures go below.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="root">Its option.</param>
    /// <param name="paths">The drop folder.</param>
    /// <param name="environment">Has the folder that paths start from.</param>
    public static string Output(ParseResult result, Option<string?> root, DropFolderPaths paths, HostEnvironment environment) =>
        result.GetValue(root) is { } output ? Path.GetFullPath(output, environment.WorkingDirectory) : paths.Output;
}

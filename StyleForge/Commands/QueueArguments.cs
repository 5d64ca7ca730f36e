using System.CommandLine;

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
}

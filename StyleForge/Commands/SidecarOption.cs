using System.CommandLine;

namespace StyleForge.Commands;

/// <summary>The option of commands that write pictures, or look whether they could be written.</summary>
internal static class SidecarOption
{
    /// <summary>Adds <c>--no-sidecar</c> to a command.</summary>
    public static Option<bool> Take(Verb verb) => verb.Take(new Option<bool>("--no-sidecar")
    {
        Description = "Write no record beside the picture. Otherwise FILE.json beside FILE holds its plan, the hashes of its inputs, and the course of the run; the plan and the hashes are also in the picture.",
    });
}

using System.CommandLine;
using StyleForge.Engine.Features;
using StyleForge.Hosting;

namespace StyleForge.Commands;

/// <summary>The options of commands that render: how to run and what to say, not what to make.</summary>
internal sealed class RunFlags
{
    private readonly MachineOptions _machine;
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line on standard output, for other programs." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print errors only." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print what would be rendered, with all sizes and paths, and render nothing." };
    private readonly Option<bool> _keep = new("--no-overwrite") { Description = "Skip pictures that are already there, whole and made of the same plan: an interrupted batch goes on where it stopped." };
    private readonly Option<bool> _noCheckpoints = new("--no-checkpoints")
    {
        Description = "Keep no state of a picture while it is made. Otherwise a hidden file beside it, .FILE.checkpoint, lets a render that was killed go on where it was, to the same bytes; it goes when the picture is there.",
    };

    private readonly Option<bool> _noSidecar;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="makesSeveral">True where it may make several pictures.</param>
    public RunFlags(Verb verb, bool makesSeveral)
    {
        _machine = new MachineOptions(verb, makesSeveral);
        foreach (var option in (Option[])[_keep, _noCheckpoints, _dryRun, _json, _quiet])
        {
            verb.Options.Add(option);
        }

        _noSidecar = SidecarOption.Take(verb);
    }

    /// <summary>What the command line asks for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="weights">The weights to work with.</param>
    public RunRequest Read(ParseResult result, FeatureWeights weights) => new(
        _machine.Read(result, weights) with
        {
            WritesSidecars = !result.GetValue(_noSidecar),
            CheckpointOf = result.GetValue(_noCheckpoints) ? _ => null : plan => plan.CheckpointPath,
        },
        !result.GetValue(_keep),
        result.GetValue(_json),
        result.GetValue(_quiet),
        result.GetValue<bool>("--verbose"),
        result.GetValue(_dryRun));
}

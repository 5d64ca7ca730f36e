using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Running;
using StyleForge.Hosting;

namespace StyleForge.Commands;

/// <summary>The options of commands that render: how to run and what to say, not what to make.</summary>
internal sealed class RunFlags
{
    private readonly Option<int?> _threads = new("--threads", "-t")
    {
        HelpName = "NUMBER",
        Description = "Threads to work on, 1 to 1024; default one for each processor. The picture is the same for any number.",
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads is >= 1 and <= 1024
            ? threads
            : Refuse(result, $"--threads is {result.Tokens[0].Value}, but must be a whole number from 1 to 1024."),
    };

    private readonly Option<long?> _memory = MemoryAmounts.Option(
        "Memory that rendering may take: 512MB, 4GB, 4GiB or a number of bytes; default four fifths of the machine's. A picture that needs more goes through the network in windows, which takes longer.");

    private readonly Option<int?> _parallel = new("--parallel")
    {
        HelpName = "NUMBER",
        Description = $"Pictures to make at once, 1 to {RunOptions.MostParallel}; default 1. They share threads and memory, and each is the same as alone: quicker for many small pictures on many threads.",
        CustomParser = result => WholeNumbers.Read(result, "--parallel", 1, RunOptions.MostParallel) is [var number] ? number : null,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line on standard output, for other programs." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print errors only." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print what would be rendered, with all sizes and paths, and render nothing." };
    private readonly Option<bool> _keep = new("--no-overwrite") { Description = "Skip pictures that are already there: an interrupted batch goes on where it stopped." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="makesSeveral">True where it may make several pictures.</param>
    public RunFlags(Verb verb, bool makesSeveral)
    {
        foreach (var option in (IEnumerable<Option>)[_threads, .. makesSeveral ? [_parallel] : Array.Empty<Option>(), _memory, _keep, _dryRun, _json, _quiet])
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>What the command line asks for.</summary>
    public RunRequest Read(ParseResult result) => new(
        new RunOptions(result.GetValue(_threads), result.GetValue(_memory)) { Parallel = result.GetValue(_parallel) ?? 1 },
        !result.GetValue(_keep),
        result.GetValue(_json),
        result.GetValue(_quiet),
        result.GetValue<bool>("--verbose"),
        result.GetValue(_dryRun));

    private static int? Refuse(System.CommandLine.Parsing.ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return null;
    }
}

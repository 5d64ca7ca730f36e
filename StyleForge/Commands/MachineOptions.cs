using System.CommandLine;
using System.Globalization;
using StyleForge.Engine.Features;
using StyleForge.Engine.Running;

namespace StyleForge.Commands;

/// <summary>The options that say what of the machine a run may take.</summary>
internal sealed class MachineOptions
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

    /// <summary>Adds the options to a command.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="makesSeveral">True where it may make several pictures.</param>
    public MachineOptions(Verb verb, bool makesSeveral)
    {
        foreach (var option in (IEnumerable<Option>)[_threads, .. makesSeveral ? [_parallel] : Array.Empty<Option>(), _memory])
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>What the command line asks for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="weights">The weights to work with.</param>
    public RunOptions Read(ParseResult result, FeatureWeights weights) =>
        new(result.GetValue(_threads), result.GetValue(_memory)) { Parallel = result.GetValue(_parallel) ?? 1, Weights = weights };

    private static int? Refuse(System.CommandLine.Parsing.ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return null;
    }
}

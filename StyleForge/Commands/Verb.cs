using System.CommandLine;
using System.CommandLine.Parsing;

namespace StyleForge.Commands;

/// <summary>A command that knows how its help reads.</summary>
/// <param name="name">What people type.</param>
/// <param name="description">One sentence.</param>
/// <param name="usage">The line under «Usage», without the program's name.</param>
internal sealed class Verb(string name, string description, string usage) : Command(name, description)
{
    /// <summary>The line under «Usage», without the program's name.</summary>
    public string Usage { get; } = usage;

    /// <summary>Whole command lines, without the program's name, each with what it does.</summary>
    public IReadOnlyList<(string Arguments, string Effect)> Examples { get; init; } = [];

    /// <summary>What more there is to know: paragraphs below the options.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True where the command makes files and what it prints only tells of them, so that it has done its work even where nobody could be told.</summary>
    public bool MakesFiles { get; init; }

    /// <summary>Adds an argument that takes no unknown option for a value.</summary>
    public Argument<T> Take<T>(Argument<T> argument)
    {
        argument.Validators.Add(RefuseOptions);
        Arguments.Add(argument);
        return argument;
    }

    /// <summary>Adds an option.</summary>
    public Option<T> Take<T>(Option<T> option)
    {
        Options.Add(option);
        return option;
    }

    // The parser hands «--contnet-weight» to an argument that still has room; a person meant an option.
    private void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (UsageProblems.IsUnknownOption(token.Value))
            {
                result.AddError(UsageProblems.UnknownOption(this, token.Value));
            }
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace StyleForge.Commands;

/// <summary>Says in one sentence each what is wrong with a command line.</summary>
internal static class UsageProblems
{
    /// <summary>All that is wrong with it, in the order of the command line.</summary>
    public static IReadOnlyList<string> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        // An unknown word often drags other errors behind it, such as a missing argument, so it is told alone.
        return result.UnmatchedTokens.Count > 0
            ? [.. Unmatched(command, result.UnmatchedTokens)]
            : [.. result.Errors.Select(error => Sentence(command, error)).Distinct()];
    }

    /// <summary><c>There is no option '--wieght'. Did you mean '--weight'?</c></summary>
    public static string UnknownOption(Command command, string typed)
    {
        var name = typed.Split('=', ':')[0];
        var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
        return $"There is no option '{name}'.{DidYouMean(name, known)}";
    }

    /// <summary><c> Did you mean 'render'?</c>, or nothing where no known name is near.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> known) =>
        Nearest.To(typed, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static IEnumerable<string> Unmatched(Command command, IReadOnlyList<string> words)
    {
        var isFirst = true;
        foreach (var word in words)
        {
            if (word.Length > 1 && word[0] == '-' && !double.TryParse(word, out _))
            {
                yield return UnknownOption(command, word);
            }
            else if (isFirst && command.Subcommands.Count > 0)
            {
                yield return $"There is no command '{word}'.{DidYouMean(word, command.Subcommands.Select(verb => verb.Name))}";
            }
            else if (isFirst)
            {
                yield return $"'{word}' is one argument too many for '{command.Name}'.";
            }

            isFirst = false;
        }
    }

    private static string Sentence(Command command, ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, IdentifierTokenCount: > 0 } option => Needs(option.Option),
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult { IdentifierTokenCount: > 0 } option } => Needs(option.Option),
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult } argument => Needs(command, argument.Argument),
        CommandResult when command.Arguments.Count > 0 => Needs(command, command.Arguments[0]),
        CommandResult when command.Subcommands.Count > 0 =>
            $"'{command.Name}' needs one of its commands: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}.",
        _ => error.Message,
    };

    private static string Needs(Option option) =>
        $"The option '{option.Name}' needs a value: {option.Name} {option.HelpName ?? "VALUE"}.";

    private static string Needs(Command command, Argument argument) =>
        $"'{command.Name}' needs {argument.HelpName ?? argument.Name}: {char.ToLowerInvariant(argument.Description![0])}{argument.Description[1..]}";
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StyleForge.Engine.Settings;

namespace StyleForge.Commands;

/// <summary>Says in one sentence each what is wrong with a command line.</summary>
internal static class UsageProblems
{
    /// <summary>All that is wrong with it, in the order of the command line.</summary>
    public static IReadOnlyList<string> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var options = command.Arguments
            .SelectMany(argument => result.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .Concat(result.UnmatchedTokens)
            .Where(IsUnknownOption)
            .Select(word => UnknownOption(command, word))
            .ToList();
        // An unknown word often drags other errors behind it, such as a missing argument, so it is told alone.
        return options.Count > 0 ? options
            : result.UnmatchedTokens.Count > 0 ? [UnknownWord(command, result.UnmatchedTokens[0])]
            : [.. result.Errors.Select(error => Sentence(command, error)).Distinct()];
    }

    /// <summary>True for a word that no command took for an option, but whose author meant one: not a number, not a file.</summary>
    public static bool IsUnknownOption(string word) =>
        word.Length > 1 && word[0] == '-' && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !Path.Exists(word);

    /// <summary><c>There is no option '--wieght'. Did you mean '--weight'?</c></summary>
    public static string UnknownOption(Command command, string typed)
    {
        var name = typed.Split('=', ':')[0];
        var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
        return $"There is no option '{name}'.{DidYouMean(name, known)}";
    }

    /// <summary><c> Did you mean 'render'?</c>, or nothing where no known name is near.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> known)
    {
        // Without their dashes: they are alike in all options and would make every short one look near.
        var byWord = known.ToDictionary(name => name.TrimStart('-'));
        return NearestName.Find(typed.TrimStart('-'), byWord.Keys) is { } nearest ? $" Did you mean '{byWord[nearest]}'?" : "";
    }

    private static string UnknownWord(Command command, string word) => command.Subcommands.Count > 0
        ? $"There is no command '{word}'.{DidYouMean(word, command.Subcommands.Select(verb => verb.Name))}"
        : $"'{word}' is one argument too many for '{command.Name}'.";

    private static string Sentence(Command command, ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, IdentifierTokenCount: > 0 } option => Needs(option.Option),
        OptionResult { IdentifierTokenCount: 0, Option.Required: true } option => $"'{command.Name}' needs the option '{option.Option.Name} {option.Option.HelpName}'.",
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult { IdentifierTokenCount: > 0 } option } => Needs(option.Option),
        OptionResult { IdentifierTokenCount: > 1 } option => Repeated(option),
        ArgumentResult { Parent: OptionResult { IdentifierTokenCount: > 1 } option } => Repeated(option),
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult } argument => Needs(command, argument.Argument),
        CommandResult when command.Arguments.Count > 0 => Needs(command, command.Arguments[0]),
        CommandResult when command.Subcommands.Count > 0 =>
            $"'{command.Name}' needs one of its commands: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}.",
        _ => error.Message,
    };

    private static string Repeated(OptionResult option) =>
        $"The option '{option.Option.Name}' is given {option.IdentifierTokenCount} times, but only one value can count.";

    private static string Needs(Option option) =>
        $"The option '{option.Name}' needs a value: {option.Name} {option.HelpName ?? "VALUE"}.";

    private static string Needs(Command command, Argument argument) =>
        $"'{command.Name}' needs {argument.HelpName ?? argument.Name}: {char.ToLowerInvariant(argument.Description![0])}{argument.Description[1..]}";
}

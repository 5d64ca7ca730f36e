using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;

namespace StyleForge.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static partial class WordChoice
{
    /// <summary>Adds an option whose words are the names of an enumeration in lower case, with a hyphen between the words of one; another word becomes a problem of the command line.</summary>
    public static Option<T?> Take<T>(Verb verb, string name, string description)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(name => BetweenWords().Replace(name, "-").ToLowerInvariant())];
        var option = verb.Take(new Option<T?>(name)
        {
            HelpName = "NAME",
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (words.Contains(text))
                {
                    return Enum.GetValues<T>()[Array.IndexOf(words, text)];
                }

                result.AddError($"{name} is '{text}', but must be {string.Join(", ", words[..^1])} or {words[^1]}.");
                return null;
            },
        });
        option.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        return option;
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex BetweenWords();
}

using System.CommandLine;
using System.CommandLine.Completions;

namespace StyleForge.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static class WordChoice
{
    /// <summary>Adds an option whose words are the names of an enumeration in lower case; another word becomes a problem of the command line.</summary>
    public static Option<T?> Take<T>(Verb verb, string name, string description)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        var option = verb.Take(new Option<T?>(name)
        {
            HelpName = "NAME",
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (words.Contains(text))
                {
                    return Enum.Parse<T>(text, ignoreCase: true);
                }

                result.AddError($"{name} is '{text}', but must be {string.Join(", ", words[..^1])} or {words[^1]}.");
                return null;
            },
        });
        option.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        return option;
    }
}

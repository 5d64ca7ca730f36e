using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace StyleForge.Commands;

/// <summary>Reads whole numbers of a range from a command line.</summary>
internal static class WholeNumbers
{
    /// <summary>Adds an option that takes a number of a range; its description ends with the range and what stands in for it.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="meaning">The beginning of the description.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest one.</param>
    /// <param name="standard">What stands in where the option is not given.</param>
    public static Option<int?> Take(Verb verb, string name, string meaning, int least, int most, int standard) =>
        Take(verb, name, "NUMBER", $"{meaning}, from {least} to {most}; default {standard}.", least, most);

    /// <summary>Adds an option that takes a number of a range.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="value">The word for its value.</param>
    /// <param name="description">What it says.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest one.</param>
    public static Option<int?> Take(Verb verb, string name, string value, FormattableString description, int least, int most) => verb.Take(new Option<int?>(name)
    {
        HelpName = value,
        Description = description.ToString(CultureInfo.InvariantCulture),
        CustomParser = result => Read(result, name, least, most) is [var number] ? number : null,
    });

    /// <summary>Adds the option that decides what is drawn by chance.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="effect">What comes of it, after «any whole number from 0».</param>
    /// <param name="standard">What stands in where the option is not given.</param>
    public static Option<ulong?> TakeSeed(Verb verb, string effect, ulong standard) => verb.Take(new Option<ulong?>("--seed")
    {
        HelpName = "NUMBER",
        Description = string.Create(CultureInfo.InvariantCulture, $"Any whole number from 0; {effect}. Default {standard}."),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            {
                return seed;
            }

            result.AddError($"--seed is {text}, but must be a whole number from 0 to {ulong.MaxValue}.");
            return null;
        },
    });

    /// <summary>The numbers of an option; a number that is none, or out of range, becomes a problem of the command line.</summary>
    public static int[] Read(ArgumentResult result, string option, int least, int most)
    {
        var numbers = new List<int>();
        foreach (var token in result.Tokens)
        {
            if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                numbers.Add(number);
            }
            else
            {
                result.AddError($"{option} is {token.Value}, but must be a whole number from {least} to {most}.");
            }
        }

        return [.. numbers];
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace StyleForge.Commands;

/// <summary>Reads numbers of a range from a command line.</summary>
internal static class RealNumbers
{
    /// <summary>Adds an option that takes a number of a range.</summary>
    /// <param name="verb">The command.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="value">The word for its value.</param>
    /// <param name="description">What it says.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest one.</param>
    /// <param name="isAbove">True where the least number itself is too small.</param>
    public static Option<double?> Take(Verb verb, string name, string value, FormattableString description, double least, double most, bool isAbove = false) => verb.Take(new Option<double?>(name)
    {
        HelpName = value,
        Description = description.ToString(CultureInfo.InvariantCulture),
        CustomParser = result => Read(result, name, least, most, isAbove),
    });

    /// <summary>The number of an option; one that is none, or out of range, becomes a problem of the command line.</summary>
    /// <param name="result">What was typed.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest one.</param>
    /// <param name="isAbove">True where the least number itself is too small.</param>
    public static double? Read(ArgumentResult result, string option, double least, double most, bool isAbove = false)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && (isAbove ? number > least : number >= least) && number <= most)
        {
            return number;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option} is {text}, but must be a number {(isAbove ? $"above {least} and at most" : $"from {least} to")} {most}."));
        return null;
    }
}

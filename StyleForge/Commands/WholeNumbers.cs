using System.CommandLine.Parsing;
using System.Globalization;

namespace StyleForge.Commands;

/// <summary>Reads whole numbers of a range from a command line.</summary>
internal static class WholeNumbers
{
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

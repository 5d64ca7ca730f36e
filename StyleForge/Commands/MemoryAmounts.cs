using System.CommandLine;
using StyleForge.Engine.Running;

namespace StyleForge.Commands;

/// <summary>Reads an amount of memory from a command line.</summary>
internal static class MemoryAmounts
{
    /// <summary>The option <c>--memory</c>; an amount that is none becomes a problem of the command line.</summary>
    /// <param name="description">What the memory is for.</param>
    public static Option<long?> Option(string description) => new("--memory")
    {
        HelpName = "SIZE",
        Description = description,
        CustomParser = result =>
        {
            var amount = MemorySize.Parse(result.Tokens[0].Value);
            if (amount is null)
            {
                result.AddError($"--memory is {result.Tokens[0].Value}, but must be an amount such as 512MB, 4GB, 4GiB, or a number of bytes.");
            }

            return amount;
        },
    };
}

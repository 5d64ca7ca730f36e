using System.CommandLine;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Commands;

/// <summary>The options that say how weights want their pictures, for files that do not say it themselves.</summary>
internal sealed class InputOptions
{
    private readonly Option<string?> _order = new("--order")
    {
        HelpName = "rgb|bgr",
        Description = "Order of the colours that the weights were trained with. rgb is torchvision's convention (0 to 1, ImageNet's mean and deviation), bgr is Caffe's (0 to 255, "
            + "less Caffe's mean). Default: what the file says of itself or its checksum tells, else rgb.",
    };

    private readonly Option<string?> _range = new("--range")
    {
        HelpName = "NUMBER",
        Description = "What white is before the mean is taken off, where it is not the convention's: 1 or 255, say. Needs --mean and --deviation.",
    };

    private readonly Option<string?> _mean = new("--mean")
    {
        HelpName = "A,B,C",
        Description = "Mean of each colour, in the order and range of the weights, where it is not the convention's.",
    };

    private readonly Option<string?> _deviation = new("--deviation")
    {
        HelpName = "A,B,C",
        Description = "Deviation of each colour, in the order and range of the weights, where it is not the convention's.",
    };

    /// <summary>Adds the options to a command.</summary>
    public InputOptions(Verb verb)
    {
        foreach (var option in (IEnumerable<Option>)[_order, _range, _mean, _deviation])
        {
            verb.Options.Add(option);
        }

        _order.CompletionSources.Add("rgb", "bgr");
    }

    /// <summary>What the command line says; null where it says nothing.</summary>
    /// <exception cref="CommandFailure">A value is not allowed, or one is missing beside another.</exception>
    public InputConvention? Read(ParseResult result)
    {
        var (order, range, mean, deviation) = (result.GetValue(_order), result.GetValue(_range), result.GetValue(_mean), result.GetValue(_deviation));
        if ((order ?? range ?? mean ?? deviation) is null)
        {
            return null;
        }

        var convention = order switch
        {
            null => throw new CommandFailure("--range, --mean and --deviation need --order beside them: rgb or bgr."),
            "rgb" => InputConvention.Torchvision,
            "bgr" => InputConvention.Caffe,
            _ => throw new CommandFailure($"--order is '{order}', but must be rgb or bgr."),
        };
        var white = range is null ? convention.Range : Numbers("--range", range, 1, number => number > 0, "a number above 0")[0];
        if (!white.Equals(convention.Range) && (mean is null || deviation is null))
        {
            throw new CommandFailure($"--range {range} with --order {order} is no convention that is known here: give the numbers that belong to it with --mean and --deviation.");
        }

        return convention with
        {
            Range = white,
            Mean = mean is null ? convention.Mean : Numbers("--mean", mean, 3, _ => true, "three numbers with commas between them"),
            Deviation = deviation is null ? convention.Deviation : Numbers("--deviation", deviation, 3, number => number > 0, "three numbers above 0 with commas between them"),
        };
    }

    /// <summary>Refuses what was said of colours where a network is shown none.</summary>
    /// <param name="said">What the command line says; null where it says nothing.</param>
    /// <param name="network">The network that it is said of.</param>
    /// <exception cref="CommandFailure">The network is shown grey pictures, or none at all.</exception>
    public static void RequireColours(InputConvention? said, NetworkDescription network)
    {
        if (said is not null && (network.Facts.Source is not { Rank: 4 } source || source[1] != Picture.Channels))
        {
            throw new CommandFailure($"{network.Name} is not shown colours: leave --order, --range, --mean and --deviation out.");
        }
    }

    private static IReadOnlyList<double> Numbers(string option, string text, int count, Predicate<double> allowed, string wanted) =>
        InputMetadata.Parse(text, count) is { } numbers && numbers.All(number => allowed(number))
            ? numbers
            : throw new CommandFailure($"{option} is '{text}', but must be {wanted}.");
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;
using StyleForge.Training.Features;

namespace StyleForge.Commands;

/// <summary>The options of <c>train features</c> that say how to train.</summary>
internal sealed class FeatureRecipeOptions
{
    private static readonly FeatureRecipe Defaults = new();

    // What the network of --smoke is trained by: the same way, but short and narrow.
    private static readonly FeatureRecipe Smoke = Defaults with
    {
        Crops = Defaults.Crops with { Side = 32 },
        Widths = [[8, 8], [16, 8], [16, 16, 16], [16, 16, 16], [16]],
        Steps = 60,
        CurveEvery = 5,
        Pairs = 4,
        Life = 10,
    };

    private readonly Option<IReadOnlyList<IReadOnlyList<int>>?> _widths;
    private readonly Option<int?> _steps;
    private readonly Option<double?> _minutes;
    private readonly Option<int?> _pairs;
    private readonly Option<int?> _side;
    private readonly Option<double?> _rate;
    private readonly Option<double?> _visited;
    private readonly Option<double?> _forced;
    private readonly Option<double?> _differences;
    private readonly Option<IReadOnlyDictionary<string, double>?> _tapWeights;
    private readonly Option<double?> _averaging;
    private readonly Option<TrainingPrecision?> _precision;
    private readonly Option<ulong?> _seed;

    /// <summary>Adds the options to a command.</summary>
    public FeatureRecipeOptions(Verb verb)
    {
        var student = Vgg.ForgeOf(Defaults.Widths);
        var least = student.MinimumSide(student.Layers[^1].Tap, BorderMode.Reflect);
        _widths = verb.Take(new Option<IReadOnlyList<IReadOnlyList<int>>?>("--widths")
        {
            HelpName = "NUMBERS",
            Description = Text($"Channels of each convolution of the student: commas within a block, slashes between blocks; default {FeatureRecipe.WidthsText(Defaults.Widths)}."),
            CustomParser = ReadWidths,
        });
        _steps = WholeNumbers.Take(verb, "--steps", "Steps of the optimiser", 1, 10_000_000, Defaults.Steps);
        _minutes = RealNumbers.Take(
            verb, "--minutes", "NUMBER", $"Train for so many minutes in place of a number of steps, above 0 and at most 100000; what comes of it depends on the machine.", 0, 100_000, isAbove: true);
        _pairs = WholeNumbers.Take(verb, "--pairs", "Pairs of pictures a step", 1, 1024, Defaults.Pairs);
        _side = WholeNumbers.Take(verb, "--side", "Pixels of a crop's side", least, 512, Defaults.Crops.Side);
        _rate = RealNumbers.Take(
            verb, "--learning-rate", "NUMBER", $"How far a number moves in a step at the most, about, above 0 and at most 1; default {Defaults.LearningRate}. It rises over the first fiftieth of the training and falls to 0 along a cosine.", 0, 1, isAbove: true);
        _visited = RealNumbers.Take(
            verb, "--visited", "SHARE", $"The share of pairs that are steps of a style transfer through the network in training, from 0 to 1; default {Defaults.Visited}.", 0, 1);
        _forced = RealNumbers.Take(
            verb, "--forced", "SHARE", $"The first part of the training, from 0 to 1, in which layers see their teacher's features in place of the student's where both have as many channels; default {Defaults.Forced}.", 0, 1);
        _differences = RealNumbers.Take(
            verb, "--differences", "WEIGHT", $"Weight of the differences within a pair beside the features themselves, from 0 to 1000; default {Defaults.Differences}.", 0, 1000);
        _tapWeights = verb.Take(new Option<IReadOnlyDictionary<string, double>?>("--tap-weights")
        {
            HelpName = "TAP:WEIGHT,...",
            Description = "How much taps count in the loss, from 0 to 1000; those that are not named count 1.",
            CustomParser = ReadTapWeights,
        });
        _averaging = RealNumbers.Take(
            verb, "--averaging", "SHARE", $"The network is a running mean of the weights, of which so much is kept at a step, from 0 (the last weights alone) to 0.99999; default {Defaults.Averaging}.", 0, 0.99999);
        _precision = WordChoice.Take<TrainingPrecision>(
            verb, "--precision", "What features are calculated with: «single», «tf32» (products of 10 bits on a CUDA device) or «bfloat16» (for CUDA devices and processors with AVX512_BF16 or AMX; slow on others); default tf32.");
        _seed = WholeNumbers.TakeSeed(verb, "the same one gives the same network", Defaults.Seed);
        verb.Validators.Add(RequireOneLength);
    }

    /// <summary>How to train.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="isSmoke">True for the short way, but for what the command line says.</param>
    public FeatureRecipe Read(ParseResult result, bool isSmoke)
    {
        var recipe = isSmoke ? Smoke : Defaults;
        return recipe with
        {
            Crops = recipe.Crops with { Side = result.GetValue(_side) ?? recipe.Crops.Side },
            Widths = result.GetValue(_widths) ?? recipe.Widths,
            TapWeights = result.GetValue(_tapWeights) ?? recipe.TapWeights,
            Pairs = result.GetValue(_pairs) ?? recipe.Pairs,
            Visited = result.GetValue(_visited) ?? recipe.Visited,
            Forced = result.GetValue(_forced) ?? recipe.Forced,
            Differences = result.GetValue(_differences) ?? recipe.Differences,
            Steps = result.GetValue(_steps) ?? recipe.Steps,
            Minutes = result.GetValue(_minutes),
            LearningRate = result.GetValue(_rate) ?? recipe.LearningRate,
            Averaging = result.GetValue(_averaging) ?? recipe.Averaging,
            Precision = result.GetValue(_precision) ?? recipe.Precision,
            Seed = result.GetValue(_seed) ?? recipe.Seed,
        };
    }

    private void RequireOneLength(CommandResult result)
    {
        if (result.GetResult(_steps) is { Implicit: false } && result.GetResult(_minutes) is { Implicit: false })
        {
            result.AddError("--steps and --minutes both say how long to train: leave one of them out.");
        }
    }

    private static int[][]? ReadWidths(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        int[][] widths = [.. text.Split('/').Select(block => block.Split(',').Select(width => int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var channels) ? channels : 0).ToArray())];
        if (widths.Length <= 5 && widths.All(block => block.Length <= 4) && widths.SelectMany(block => block).All(width => width is >= 1 and <= 1024))
        {
            return widths;
        }

        result.AddError(
            $"--widths is '{text}', but must be up to 5 blocks with slashes between, each of up to 4 whole numbers from 1 to 1024 with commas between, such as {FeatureRecipe.WidthsText(Defaults.Widths)}.");
        return null;
    }

    private static Dictionary<string, double>? ReadTapWeights(ArgumentResult result)
    {
        var weights = new Dictionary<string, double>();
        foreach (var part in result.Tokens[0].Value.Split(','))
        {
            var words = part.Split(':');
            if (words.Length != 2 || !double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) || !(weight >= 0 && weight <= 1000) || !weights.TryAdd(words[0], weight))
            {
                result.AddError($"--tap-weights has '{part}', but must be taps with weights from 0 to 1000, each tap once, such as relu4_1:0.5,relu5_1:0.");
                return null;
            }
        }

        return weights;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

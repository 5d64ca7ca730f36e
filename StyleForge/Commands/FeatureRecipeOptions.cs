using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using StyleForge.Engine.Training;
using StyleForge.Models.Kernels;
using StyleForge.Models.Networks;

namespace StyleForge.Commands;

/// <summary>The options of <c>train features</c> that say how to train.</summary>
internal sealed class FeatureRecipeOptions
{
    private static readonly FeatureRecipe Defaults = new();

    // What the network of --smoke is trained by: the same way, but short.
    private static readonly FeatureRecipe Smoke = Defaults with
    {
        Crops = Defaults.Crops with { Side = 32 },
        Trainer = new TrainerOptions { Steps = 60, CheckpointEvery = 20, CurveEvery = 5 },
        Distillation = Defaults.Distillation with { Pairs = 2, Transfers = 4 },
    };

    private readonly Option<FeatureSource?> _source;
    private readonly Option<TrainingMethod?> _method;
    private readonly Option<int?> _steps;
    private readonly Option<int?> _pairs;
    private readonly Option<int?> _side;
    private readonly Option<double?> _rate;
    private readonly Option<double?> _visited;
    private readonly Option<double?> _differences;
    private readonly Option<ulong?> _seed;

    /// <summary>Adds the options to a command.</summary>
    public FeatureRecipeOptions(Verb verb)
    {
        var least = Defaults.Distillation.Taps.Max(tap => Vgg.Forge.MinimumSide(tap, BorderMode.Reflect));
        _source = Choice<FeatureSource>(
            verb, "--recipe", "«teacher»: learn what a trained network sees. «exemplars»: learn without one, by telling which picture a crop is from. Default teacher.");
        _method = Choice<TrainingMethod>(verb, "--method", "How kernels are moved: «muon» or «adam»; default muon.");
        _steps = Whole(verb, "--steps", "Steps of the optimiser", 1, 10_000_000, Defaults.Trainer.Steps);
        _pairs = Whole(verb, "--pairs", "Pairs of pictures a step", 1, 256, Defaults.Distillation.Pairs);
        _side = Whole(verb, "--side", "Pixels of a crop's side", least, 512, Defaults.Crops.Side);
        _rate = verb.Take(new Option<double?>("--learning-rate")
        {
            HelpName = "NUMBER",
            Description = Text($"How far a number moves in a step at the most, about, above 0 and at most 1; default {Defaults.Trainer.LearningRate}. It rises over the first fiftieth of the steps and falls to 0 along a cosine."),
            CustomParser = result => RealNumbers.Read(result, "--learning-rate", 0, 1, isAbove: true),
        });
        _visited = verb.Take(new Option<double?>("--visited")
        {
            HelpName = "SHARE",
            Description = Text($"The share of pairs that are steps of a style transfer through the network in training, from 0 to 1; default {Defaults.Distillation.Visited}."),
            CustomParser = result => RealNumbers.Read(result, "--visited", 0, 1),
        });
        _differences = verb.Take(new Option<double?>("--differences")
        {
            HelpName = "WEIGHT",
            Description = Text($"Weight of the differences within a pair beside the features themselves, from 0 to 1000; default {Defaults.Distillation.Differences}."),
            CustomParser = result => RealNumbers.Read(result, "--differences", 0, 1000),
        });
        _seed = verb.Take(new Option<ulong?>("--seed")
        {
            HelpName = "NUMBER",
            Description = Text($"Any whole number from 0; the same one gives the same network. Default {Defaults.Seed}."),
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
    }

    /// <summary>How to train.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="isSmoke">True for the short way, but for what the command line says.</param>
    public FeatureRecipe Read(ParseResult result, bool isSmoke)
    {
        var recipe = isSmoke ? Smoke : Defaults;
        return recipe with
        {
            Source = result.GetValue(_source) ?? recipe.Source,
            Seed = result.GetValue(_seed) ?? recipe.Seed,
            Crops = recipe.Crops with { Side = result.GetValue(_side) ?? recipe.Crops.Side },
            Trainer = recipe.Trainer with
            {
                Method = result.GetValue(_method) ?? recipe.Trainer.Method,
                Steps = result.GetValue(_steps) ?? recipe.Trainer.Steps,
                LearningRate = result.GetValue(_rate) ?? recipe.Trainer.LearningRate,
            },
            Distillation = recipe.Distillation with
            {
                Pairs = result.GetValue(_pairs) ?? recipe.Distillation.Pairs,
                Visited = result.GetValue(_visited) ?? recipe.Distillation.Visited,
                Differences = result.GetValue(_differences) ?? recipe.Distillation.Differences,
            },
        };
    }

    /// <summary>True where the command line asks for the recipe that needs no teacher.</summary>
    public bool IsWithoutTeacher(CommandResult result) => result.GetValue(_source) == FeatureSource.Exemplars;

    private static Option<T?> Choice<T>(Verb verb, string name, string description)
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

                result.AddError($"{name} is '{text}', but must be {string.Join(" or ", words)}.");
                return null;
            },
        });
        option.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        return option;
    }

    private static Option<int?> Whole(Verb verb, string name, string meaning, int least, int most, int standard) => verb.Take(new Option<int?>(name)
    {
        HelpName = "NUMBER",
        Description = Text($"{meaning}, from {least} to {most}; default {standard}."),
        CustomParser = result => WholeNumbers.Read(result, name, least, most) is [var number] ? number : null,
    });

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

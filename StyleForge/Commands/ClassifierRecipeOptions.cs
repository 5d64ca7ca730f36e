using System.CommandLine;
using System.Globalization;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Learning;

namespace StyleForge.Commands;

/// <summary>The options of <c>train classifier</c> that say how to train.</summary>
internal sealed class ClassifierRecipeOptions
{
    private static readonly ClassifierRecipe Defaults = new();

    private readonly Option<int?> _epochs;
    private readonly Option<int?> _batch;
    private readonly Option<OptimiserKind?> _optimiser;
    private readonly Option<double?> _rate;
    private readonly Option<double?> _momentum;
    private readonly Option<double?> _decay;
    private readonly Option<ScheduleKind?> _schedule;
    private readonly Option<int?> _stepEvery;
    private readonly Option<double?> _stepFactor;
    private readonly Option<double?> _warmUp;
    private readonly Option<double?> _smoothing;
    private readonly Option<int?> _patience;
    private readonly Option<bool> _mirror;
    private readonly Option<double?> _crop;
    private readonly Option<double?> _rotate;
    private readonly Option<double?> _shear;
    private readonly Option<double?> _colour;
    private readonly Option<double?> _axes;
    private readonly Option<ulong?> _seed;

    /// <summary>Adds the options to a command.</summary>
    public ClassifierRecipeOptions(Verb verb)
    {
        _epochs = Whole(verb, "--epochs", "How often to learn from every example", 1, 100_000, Defaults.Epochs);
        _batch = Whole(verb, "--batch", "Examples a step at most", 1, 65_536, Defaults.Batch);
        _optimiser = WordChoice.Take<OptimiserKind>(verb, "--optimiser", "How weights move: «sgd», «momentum», «nesterov», «rmsprop», «adam» or «adamw» (weight decay apart from the gradient); default adamw.");
        _rate = Real(verb, "--learning-rate", "NUMBER", "How far weights move, above 0 and at most 10; default 0.01 with sgd, momentum and nesterov, 0.001 with the others.", 0, 10, isAbove: true);
        _momentum = Real(verb, "--momentum", "SHARE", Text($"How much of the running sum of gradients momentum and nesterov keep at a step, from 0 to 0.9999; default {Defaults.Optimiser.Momentum}."), 0, 0.9999);
        _decay = Real(verb, "--weight-decay", "NUMBER", Text($"How strongly kernels and matrices are drawn to 0, from 0 to 1; default {Defaults.Optimiser.WeightDecay}. Biases and normalisations are not."), 0, 1);
        _schedule = WordChoice.Take<ScheduleKind>(verb, "--schedule", "How the learning rate changes: «constant», «step» or «cosine» (it falls to 0); default cosine.");
        _stepEvery = Whole(verb, "--step-every", "Epochs between two falls of the schedule step", 1, 100_000, Defaults.StepEvery);
        _stepFactor = Real(verb, "--step-factor", "NUMBER", Text($"What such a fall multiplies the learning rate by, from 0 to 0.9999; default {Defaults.StepFactor}."), 0, 0.9999);
        _warmUp = Real(verb, "--warm-up", "EPOCHS", "Epochs, or a part of one, over which the learning rate rises from 0 first, from 0 to 1000; default 0.", 0, 1000);
        _smoothing = Real(verb, "--smoothing", "SHARE", "The share of certainty that is spread over all classes (label smoothing), from 0 to 0.9; default 0.", 0, 0.9);
        _patience = Whole(verb, "--patience", "End after so many epochs that bring nothing better on the held-out examples, with 0 for never", 0, 100_000, Defaults.Patience);
        _mirror = verb.Take(new Option<bool>("--mirror") { Description = "Mirror half of the pictures left to right, each time by chance." });
        _crop = Real(verb, "--crop", "SHARE", "Enlarge a square from anywhere in the picture, with up to so much of its side cut off, from 0 to 0.9; default 0.", 0, 0.9);
        _rotate = Real(verb, "--rotate", "DEGREES", "Turn pictures by up to so much either way, from 0 to 180; default 0.", 0, 180);
        _shear = Real(verb, "--shear", "DEGREES", "Make upright lines lean by up to so much either way, from 0 to 45; default 0.", 0, 45);
        _colour = Real(verb, "--colour", "SHARE", "Change brightness, contrast and saturation by up to so much either way, from 0 to 0.9; default 0.", 0, 0.9);
        _axes = Real(verb, "--colour-axes", "SHARE", "Move colours along the principal axes of all pictures' colours, by so much of the deviation along them, from 0 to 0.9; default 0.", 0, 0.9);
        _seed = verb.Take(new Option<ulong?>("--seed")
        {
            HelpName = "NUMBER",
            Description = Text($"Any whole number from 0; decides what is held out and everything else that is drawn. Default {Defaults.Seed}."),
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
    /// <param name="freeze">The tap that layers are frozen up to; null for none.</param>
    public ClassifierRecipe Read(ParseResult result, string? freeze) => new()
    {
        Epochs = result.GetValue(_epochs) ?? Defaults.Epochs,
        Batch = result.GetValue(_batch) ?? Defaults.Batch,
        Optimiser = new OptimiserOptions
        {
            Kind = result.GetValue(_optimiser) ?? Defaults.Optimiser.Kind,
            Momentum = result.GetValue(_momentum) ?? Defaults.Optimiser.Momentum,
            WeightDecay = result.GetValue(_decay) ?? Defaults.Optimiser.WeightDecay,
        },
        LearningRate = result.GetValue(_rate),
        Schedule = result.GetValue(_schedule) ?? Defaults.Schedule,
        StepEvery = result.GetValue(_stepEvery) ?? Defaults.StepEvery,
        StepFactor = result.GetValue(_stepFactor) ?? Defaults.StepFactor,
        WarmUp = result.GetValue(_warmUp) ?? Defaults.WarmUp,
        Smoothing = result.GetValue(_smoothing) ?? Defaults.Smoothing,
        Patience = result.GetValue(_patience) ?? Defaults.Patience,
        Augmentation = new AugmentationOptions
        {
            Mirror = result.GetValue(_mirror),
            Crop = result.GetValue(_crop) ?? 0,
            Rotation = result.GetValue(_rotate) ?? 0,
            Shear = result.GetValue(_shear) ?? 0,
            Colour = result.GetValue(_colour) ?? 0,
            Axes = result.GetValue(_axes) ?? 0,
        },
        Freeze = freeze,
        Seed = result.GetValue(_seed) ?? Defaults.Seed,
    };

    private static Option<double?> Real(Verb verb, string name, string value, string description, double least, double most, bool isAbove = false) => verb.Take(new Option<double?>(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = result => RealNumbers.Read(result, name, least, most, isAbove),
    });

    private static Option<int?> Whole(Verb verb, string name, string meaning, int least, int most, int standard) => verb.Take(new Option<int?>(name)
    {
        HelpName = "NUMBER",
        Description = Text($"{meaning}, from {least} to {most}; default {standard}."),
        CustomParser = result => WholeNumbers.Read(result, name, least, most) is [var number] ? number : null,
    });

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

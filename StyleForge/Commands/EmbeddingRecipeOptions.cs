using System.CommandLine;
using StyleForge.Training.Classifiers;
using StyleForge.Training.Embeddings;

namespace StyleForge.Commands;

/// <summary>The options of <c>train embedding</c> that say how to train.</summary>
internal sealed class EmbeddingRecipeOptions
{
    private const string Logistic = "siamese-logistic";
    private const string ChiSquare = "siamese-chi-square";

    private static readonly EmbeddingRecipe Defaults = new();

    private readonly Option<EmbeddingLoss?> _loss;
    private readonly Option<MiningKind?> _mining;
    private readonly Option<double?> _margin;
    private readonly Option<int?> _steps;
    private readonly Option<int?> _classes;
    private readonly Option<int?> _pictures;
    private readonly Option<double?> _oneGroup;
    private readonly Option<int?> _channels;
    private readonly Option<double?> _rate;
    private readonly Option<double?> _decay;
    private readonly Option<double?> _rotate;
    private readonly Option<double?> _shear;
    private readonly Option<double?> _scale;
    private readonly Option<double?> _shift;
    private readonly Option<double?> _elastic;
    private readonly Option<int?> _every;
    private readonly Option<ulong?> _seed;

    /// <summary>Adds the options to a command.</summary>
    public EmbeddingRecipeOptions(Verb verb)
    {
        _loss = WordChoice.Take<EmbeddingLoss>(verb, "--loss", $"What is learned by: «triplet» (of a picture, one of its class and one of another), «{Logistic}» or «{ChiSquare}» (of pairs); default triplet.");
        _mining = WordChoice.Take<MiningKind>(verb, "--mining", "Which triplets of a step: «random», «semi-hard» (the nearest other that is farther than the own) or «hard» (the farthest own, the nearest other); default semi-hard.");
        _margin = RealNumbers.Take(verb, "--margin", "NUMBER", $"By how much the squared distance to another class shall be larger, above 0 and at most 2; default {Defaults.Margin}.", 0, 2, isAbove: true);
        _steps = WholeNumbers.Take(verb, "--steps", "How often weights move", 1, 10_000_000, Defaults.Steps);
        _classes = WholeNumbers.Take(verb, "--classes", "Classes of a step at most", 2, 4096, Defaults.Classes);
        _pictures = WholeNumbers.Take(verb, "--pictures", "Pictures of each class at most", 2, 64, Defaults.Pictures);
        _oneGroup = RealNumbers.Take(verb, "--one-group", "SHARE", $"The share of steps whose classes are all of one group, which are harder to tell apart, from 0 to 1; default 0.", 0, 1);
        _channels = WholeNumbers.Take(verb, "--channels", "Channels of each convolution", 1, 1024, Defaults.Channels);
        _rate = RealNumbers.Take(verb, "--learning-rate", "NUMBER", $"How far weights move in the beginning, above 0 and at most 10; it falls to 0 along half a cosine. Default {Defaults.LearningRate}.", 0, 10, isAbove: true);
        _decay = RealNumbers.Take(verb, "--weight-decay", "NUMBER", $"How strongly kernels are drawn to 0, from 0 to 1; default {Defaults.WeightDecay}.", 0, 1);
        _rotate = RealNumbers.Take(verb, "--rotate", "DEGREES", $"Turn pictures by up to so much either way, each time by chance, from 0 to 180; default 0.", 0, 180);
        _shear = RealNumbers.Take(verb, "--shear", "DEGREES", $"Make upright lines lean by up to so much either way, from 0 to 45; default 0.", 0, 45);
        _scale = RealNumbers.Take(verb, "--scale", "SHARE", $"Enlarge or reduce pictures by up to so much, across and down each for itself, from 0 to 0.9; default 0.", 0, 0.9);
        _shift = RealNumbers.Take(verb, "--shift", "SHARE", $"Move pictures by up to so much of their side, from 0 to 0.9; default 0.", 0, 0.9);
        _elastic = RealNumbers.Take(verb, "--elastic", "SHARE", $"Move parts of pictures against each other, smoothly, by so much of the side on average, from 0 to 0.5; default 0.", 0, 0.5);
        _every = WholeNumbers.Take(verb, "--every", "Steps between two points of the curve", 1, 1_000_000, Defaults.PointEvery);
        _seed = WholeNumbers.TakeSeed(verb, "decides what is held out and everything else that is drawn", Defaults.Seed);
        foreach (var option in (Option[])[_mining, _margin])
        {
            option.Validators.Add(result =>
            {
                if (result.GetResult(_loss) is { Implicit: false } loss && loss.Tokens is [{ Value: Logistic or ChiSquare }])
                {
                    result.AddError($"{option.Name} is for triplets alone, but --loss asks for pairs: leave one of them out.");
                }
            });
        }
    }

    /// <summary>How to train.</summary>
    public EmbeddingRecipe Read(ParseResult result) => new()
    {
        Loss = result.GetValue(_loss) ?? Defaults.Loss,
        Mining = result.GetValue(_mining) ?? Defaults.Mining,
        Margin = result.GetValue(_margin) ?? Defaults.Margin,
        Steps = result.GetValue(_steps) ?? Defaults.Steps,
        Classes = result.GetValue(_classes) ?? Defaults.Classes,
        Pictures = result.GetValue(_pictures) ?? Defaults.Pictures,
        OneGroup = result.GetValue(_oneGroup) ?? 0,
        Channels = result.GetValue(_channels) ?? Defaults.Channels,
        LearningRate = result.GetValue(_rate) ?? Defaults.LearningRate,
        WeightDecay = result.GetValue(_decay) ?? Defaults.WeightDecay,
        Augmentation = new AugmentationOptions
        {
            Rotation = result.GetValue(_rotate) ?? 0,
            Shear = result.GetValue(_shear) ?? 0,
            Scale = result.GetValue(_scale) ?? 0,
            Shift = result.GetValue(_shift) ?? 0,
            Elastic = result.GetValue(_elastic) ?? 0,
        },
        PointEvery = result.GetValue(_every) ?? Defaults.PointEvery,
        Seed = result.GetValue(_seed) ?? Defaults.Seed,
    };
}

using System.Text.Json;
using StyleForge.Engine.Optimisation;
using StyleForge.Models.Classification;
using StyleForge.Training.Classifiers;

namespace StyleForge.Training.Embeddings;

/// <summary>All that decides what comes of training an embedding, but for its examples. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record EmbeddingRecipe
{
    /// <summary>Channels of each convolution, 1 to 1024.</summary>
    public int Channels { get; init => field = OptionRange.Between(1, 1024, value); } = 64;

    /// <summary>How often the weights move, 1 to 10,000,000.</summary>
    public int Steps { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 3000;

    /// <summary>Classes of a step at most, 2 to 4096.</summary>
    public int Classes { get; init => field = OptionRange.Between(2, 4096, value); } = 32;

    /// <summary>Pictures of each class, 2 to 64; all of a class that has fewer.</summary>
    public int Pictures { get; init => field = OptionRange.Between(2, 64, value); } = 4;

    /// <summary>The share of steps whose classes are all of one group, which are harder to tell apart, 0 to 1.</summary>
    public double OneGroup { get; init => field = OptionRange.Part(value); }

    /// <summary>What is learned by.</summary>
    public EmbeddingLoss Loss { get; init; } = EmbeddingLoss.Triplet;

    /// <summary>Which triplets, for <see cref="EmbeddingLoss.Triplet"/>.</summary>
    public MiningKind Mining { get; init; } = MiningKind.SemiHard;

    /// <summary>By how much a squared distance to another class shall be larger, above 0 and below 4; for <see cref="EmbeddingLoss.Triplet"/>.</summary>
    public double Margin { get; init => field = OptionRange.Inside(0, 4, value); } = 0.2;

    /// <summary>How far weights move in the beginning, above 0; it falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 0.001;

    /// <summary>How strongly kernels are drawn to 0, 0 or more.</summary>
    public double WeightDecay { get; init => field = OptionRange.AtLeast(0, value); } = 0.0005;

    /// <summary>How pictures are changed by chance.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Steps between two points of the curve, 1 or more.</summary>
    public int PointEvery { get; init => field = OptionRange.Between(1, 1_000_000, value); } = 200;

    /// <summary>Any number; the same one gives the same network on the same machine's processor.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How its embeddings are compared.</summary>
    public LikenessKind Likeness => Loss switch
    {
        EmbeddingLoss.SiameseLogistic => LikenessKind.Logistic,
        EmbeddingLoss.SiameseChiSquare => LikenessKind.ChiSquare,
        _ => LikenessKind.Distance,
    };

    /// <summary>The learning rate of a step, by those that are done before.</summary>
    public double RateAt(int step) => LearningRate * (0.5 + (0.5 * Math.Cos(Math.PI * step / Steps)));

    /// <summary>A sentence that two trainings share only if they are alike.</summary>
    /// <param name="network">The network and its first weights, in words.</param>
    /// <param name="training">The fingerprint of the examples to train on.</param>
    /// <param name="heldOut">The fingerprint of those held out; null for none.</param>
    public string Describe(string network, string training, string? heldOut) =>
        FormattableString.Invariant($"{network}; examples {training}; held out {heldOut ?? "none"}; seed {Seed}; ") + Describe();

    /// <summary>How it is trained, in words, without what it is and what on.</summary>
    public string Describe()
    {
        var loss = Loss == EmbeddingLoss.Triplet ? FormattableString.Invariant($"triplet, margin {Margin}, {Word(Mining)}") : Word(Loss);
        return FormattableString.Invariant($"{Steps} steps of {Classes} classes by {Pictures} pictures, {100 * OneGroup:0.##} % of one group; {loss}; ")
            + FormattableString.Invariant($"learning rate {LearningRate}, weight decay {WeightDecay}; augmentation {Augmentation}; points every {PointEvery}");
    }

    private static string Word<T>(T kind)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}

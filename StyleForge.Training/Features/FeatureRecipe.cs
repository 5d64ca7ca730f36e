using StyleForge.Engine.Optimisation;
using StyleForge.Models.Networks;
using StyleForge.Training.Crops;

namespace StyleForge.Training.Features;

/// <summary>All that decides what comes of training features, but for the pictures and the teachers. An option out of its range throws <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record FeatureRecipe
{
    /// <summary>Which crops are drawn.</summary>
    public CropOptions Crops { get; init; } = new() { Turned = 0.2, Shuffled = 0.2 };

    /// <summary>Channels of each convolution of the student, by block.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Widths { get; init; } = Vgg.ForgeWidths;

    /// <summary>How much a tap counts beside the others, by its name, 0 or more; 1 for those that are not named.</summary>
    public IReadOnlyDictionary<string, double> TapWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>Pairs of pictures a step, 1 to 1024.</summary>
    public int Pairs { get; init => field = OptionRange.Between(1, 1024, value); } = 48;

    /// <summary>The share of pairs that are steps of a style transfer through the student, 0 to 1; the others are crops of photographs and something done to them.</summary>
    public double Visited { get; init => field = OptionRange.Part(value); } = 0.5;

    /// <summary>
    /// The first part of the training, 0 to 1, in which the layers after a tap that has its teacher's channels see the teacher's features
    /// (teacher forcing, Williams and Zipser 1989), so that none waits for those before it; afterwards they see the student's own and learn to make up for their errors.
    /// </summary>
    public double Forced { get; init => field = OptionRange.Part(value); } = 0.7;

    /// <summary>How many steps a style transfer goes before another begins in its place, 1 to 10,000.</summary>
    public int Life { get; init => field = OptionRange.Between(1, 10_000, value); } = 40;

    /// <summary>Weight of the differences within a pair, beside the features themselves, 0 or more.</summary>
    public double Differences { get; init => field = OptionRange.AtLeast(0, value); } = 0.5;

    /// <summary>Steps, 1 to 10 million; without meaning where <see cref="Minutes"/> is given.</summary>
    public int Steps { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 16_000;

    /// <summary>Minutes of training in place of a number of steps, above 0; null for <see cref="Steps"/>.</summary>
    public double? Minutes { get; init => field = value is null ? null : OptionRange.Above(0, value.Value); }

    /// <summary>How far a number moves in a step at the most, about, above 0. It rises over the first fiftieth of the training and falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init => field = OptionRange.Above(0, value); } = 0.005;

    /// <summary>
    /// How much of the running mean of the weights is kept at a step, 0 to below 1: the network is that mean, which is smoother than what the last step
    /// left. 0 for the last weights as they are.
    /// </summary>
    public double Averaging { get; init => field = OptionRange.Share(value); } = 0.999;

    /// <summary>The numbers that features are calculated with.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Tf32;

    /// <summary>Steps that a point of the curve is the mean of, 1 or more.</summary>
    public int CurveEvery { get; init => field = OptionRange.Between(1, 10_000_000, value); } = 100;

    /// <summary>Any number; the same one gives the same features on the same machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Pictures that a step learns from.</summary>
    public int PicturesPerStep => 2 * Pairs;

    /// <summary>How many of the pairs are visited.</summary>
    public int VisitedPairs => (int)Math.Round(Pairs * Visited);

    /// <summary>How far a number moves, by the part of the training that is done, 0 to 1.</summary>
    public double LearningRateAt(double done) => LearningRate * Math.Min(1, (50 * done) + 1e-3) * (0.5 + (0.5 * Math.Cos(Math.PI * Math.Min(1, done))));

    /// <summary>A sentence that two recipes share only if they are alike.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="pictures">The fingerprint of the pictures.</param>
    /// <param name="teachers">The teachers' SHA-256, in order.</param>
    public string Describe(string network, string pictures, IReadOnlyList<string> teachers)
    {
        ArgumentNullException.ThrowIfNull(teachers);
        var weights = TapWeights.Count == 0 ? string.Empty : $"; tap weights {string.Join(' ', TapWeights.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Text($"{pair.Key}:{pair.Value}")))}";
        return Text($"{network} {WidthsText(Widths)}; pictures {pictures}; ") + string.Join("; ", teachers.Select(teacher => $"teacher {teacher}"))
            + Text($"; seed {Seed}; {(Minutes is { } minutes ? Text($"{minutes} minutes") : Text($"{Steps} steps"))} of {Pairs} pairs of {Crops.Side}×{Crops.Side} pixels, {VisitedPairs} of them visited by transfers of {Life} steps; ")
            + Text($"differences {Differences}; Muon, whitened, centred, forced for {Forced}, learning rate {LearningRate}; averaging {Averaging}; {Precision.ToString().ToLowerInvariant()}{weights}");
    }

    /// <summary><c>64,32/128,64/256,128,256</c>: convolutions with commas between, blocks with slashes.</summary>
    public static string WidthsText(IReadOnlyList<IReadOnlyList<int>> widths) => string.Join('/', widths.Select(block => string.Join(',', block)));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

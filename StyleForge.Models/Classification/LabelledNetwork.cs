using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Classification;

/// <summary>A network and what its classes are called: the one place that knows where labels come from.</summary>
/// <param name="Description">The network.</param>
/// <param name="Labels">The labels of its classes; null where nobody names any.</param>
public sealed record LabelledNetwork(NetworkDescription Description, LabelSet? Labels)
{
    private const string Probabilities = "probabilities of classes";

    /// <summary>
    /// What a weight file says of itself, which goes before all else: a classifier that was trained here is shown the square in the middle of a picture, and has labels of its
    /// own. Null where it says nothing.
    /// </summary>
    /// <exception cref="WeightFormatException">What the file says cannot be understood.</exception>
    public static LabelledNetwork? In(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return TrainedClassifier.Read(weights) is { } trained
            ? new LabelledNetwork(
                trained.Description with { Facts = trained.Description.Facts with { Labels = null, ShorterSide = Side(trained.Description.Facts.Source) } },
                new LabelSet(Path.GetFileName(weights.Origin), trained.Labels))
            : null;
    }

    /// <summary>A network of the catalogue, with the labels that its facts name.</summary>
    public static LabelledNetwork Of(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new LabelledNetwork(network, LabelSets.Of(network));
    }

    /// <summary>
    /// For a network that names no classes: its classes called by their numbers from 0, and scores made probabilities. The same where it gives something else than a row of numbers.
    /// </summary>
    public LabelledNetwork Numbered()
    {
        var result = Description.Shapes(Description.Facts.Source)[^1];
        if (result.Rank != 2)
        {
            return this;
        }

        var layers = Description.Layers;
        return new LabelledNetwork(
            layers[^1] is SoftmaxDescription ? Description : Description with { Layers = [.. layers, new SoftmaxDescription(Probabilities, Probabilities) { Inputs = [layers[^1].Tap] }] },
            new LabelSet(Path.GetFileName(Description.Name), [.. Enumerable.Range(0, result[1]).Select(number => number.ToString(CultureInfo.InvariantCulture))]));
    }

    // Training brings the shorter side of a picture to the side of the square that it keeps.
    private static int? Side(Shape source) => source.Rank == 4 && source[2] == source[3] ? source[2] : null;
}

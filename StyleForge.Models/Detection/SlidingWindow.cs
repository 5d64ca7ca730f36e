using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Kernels;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Detection;

/// <summary>
/// A classifier that looks at every window of a larger picture in one pass, because its fully connected layers have become convolutions (Sermanet et al. 2014,
/// OverFeat, section 3.5): what neighbouring windows have in common is computed once. Each position of the result is what the classifier says of one crop.
/// </summary>
/// <param name="Description">The network, for pictures of the windows' size or more.</param>
/// <param name="Window">Pixels of a window across and down.</param>
/// <param name="Stride">Pixels from one window to the next, across and down.</param>
public sealed record SlidingWindow(NetworkDescription Description, int Window, int Stride)
{
    /// <summary>Makes it of a classifier of square pictures.</summary>
    /// <param name="classifier">
    /// Without padding, which every crop has but a picture only at its edges; flattened once. What follows the flattening may be fully connected layers, functions of each
    /// number, dropout and softmax.
    /// </param>
    /// <exception cref="ArgumentException">A layer of the classifier cannot be slid; the sentence says which, and why.</exception>
    public static SlidingWindow Of(NetworkDescription classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var source = classifier.Facts.Source;
        if (source.Rank != 4 || source[2] != source[3])
        {
            throw new ArgumentException($"{classifier.Name} sees {source}, but a window that slides is a square picture.", nameof(classifier));
        }

        var (layers, sources, shapes) = (classifier.Layers, classifier.Sources, classifier.Shapes(source));
        var flattened = layers.Index().Where(layer => layer.Item is FlattenDescription).Select(layer => layer.Index).ToArray();
        if (flattened is not [var flatten])
        {
            throw new ArgumentException($"{classifier.Name} is flattened {flattened.Length} times: a window that slides needs a classifier that is flattened once.", nameof(classifier));
        }

        var (slid, strides) = (LayerOrder.Explicit(layers).ToList(), classifier.Taps.ToDictionary(tap => tap.Name, tap => tap.Stride));
        strides[NetworkDescription.Picture] = 1;
        var isAfter = new bool[layers.Count];
        foreach (var (index, layer) in layers.Index())
        {
            isAfter[index] = sources[index].Any(each => each == flatten || (each >= 0 && isAfter[each]));
            if (index != flatten && !isAfter[index])
            {
                RequireSame(classifier, layer, slid[index].Inputs.Select(input => strides[input]).Distinct().Count());
            }
        }

        var before = sources[flatten][0] < 0 ? source : shapes[sources[flatten][0]];
        var read = slid[flatten].Inputs[0];

        // What holds the map of a crop in a row. Of one position, it is like any other row.
        HashSet<string> rows = before[2] * before[3] > 1 ? [slid[flatten].Tap] : [];
        foreach (var (index, layer) in layers.Index().Where(each => isAfter[each.Index]))
        {
            var (inputs, isRow) = (slid[index].Inputs, slid[index].Inputs.Any(rows.Contains));
            if (layer is FullyConnectedDescription connected)
            {
                // It reads all of such a map; to the others a position is a picture of one pixel.
                var (channels, height, width) = isRow ? (before[1], before[2], before[3]) : (connected.SourceFeatures, 1, 1);
                slid[index] = new ConvolutionDescription(connected.Name, connected.Tap, channels, connected.DestinationFeatures, Kernels.Window.Valid(height))
                {
                    HasBias = connected.HasBias,
                    Across = width == height ? null : Kernels.Window.Valid(width),
                };
            }
            else if (layer is not (ActivationDescription or ReluDescription or SoftmaxDescription { Dimension: 1 }))
            {
                throw new ArgumentException($"{layer.Tap} of {classifier.Name} comes after the flattening and cannot slide: fully connected layers, functions, dropout and softmax can.", nameof(classifier));
            }
            else if (isRow && layer is SoftmaxDescription)
            {
                throw Unconnected(classifier, layer);
            }
            else if (isRow)
            {
                rows.Add(layer.Tap);
            }

            slid[index] = slid[index] with { Inputs = [.. inputs.Select(input => input == slid[flatten].Tap ? read : input)] };
        }

        if (rows.Contains(layers[^1].Tap))
        {
            throw Unconnected(classifier, layers[^1]);
        }

        slid.RemoveAt(flatten);
        return new SlidingWindow(classifier with { Layers = slid }, source[2], strides[read]!.Value);
    }

    /// <summary>The classifier's weights, as the sliding network wants them: the same numbers, matrices shaped as kernels.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="weights">Its weights; they stay the caller's.</param>
    /// <exception cref="WeightFormatException">The weights are not the classifier's.</exception>
    public WeightSet Convert(NetworkDescription classifier, WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var shapes = Description.Layers.SelectMany(layer => layer.Parameters.Select(parameter => ($"{layer.Name}.{parameter.Name}", parameter.Shape))).ToDictionary();
        return new WeightSet(weights.Origin, weights.Sha256, [.. classifier.Rename(weights).Select(pair => (pair.Name, Tensor<float>.From(shapes[pair.Name], pair.Tensor.Span)))]);
    }

    /// <summary>The window of a position.</summary>
    /// <param name="row">The position, from above.</param>
    /// <param name="column">The position, from the left.</param>
    public Box BoxOf(int row, int column) => new(column * Stride, row * Stride, (column * Stride) + Window, (row * Stride) + Window);

    /// <summary>Reads the windows in which a class is likely, for <see cref="Suppression"/> to choose among.</summary>
    /// <param name="probabilities"><c>(1, classes, rows, columns)</c>.</param>
    /// <param name="threshold">What a probability must be above.</param>
    /// <param name="isObject">Which classes are objects; others are ground.</param>
    public IReadOnlyList<DetectedObject> Decode(FeatureMap<float> probabilities, double threshold, Predicate<int> isObject)
    {
        ArgumentNullException.ThrowIfNull(isObject);
        var found = new List<DetectedObject>();
        for (var number = 0; number < probabilities.Shape[1]; number++)
        {
            for (var at = 0; isObject(number) && at < probabilities.Shape.Positions; at++)
            {
                var (row, column) = (at / probabilities.Shape[3], at % probabilities.Shape[3]);
                if (probabilities[number, row, column] is var score && score > threshold)
                {
                    found.Add(new DetectedObject(BoxOf(row, column), number, score));
                }
            }
        }

        return found;
    }

    // Whether a layer shows of a crop in the middle of a picture what it shows of the crop alone.
    private static void RequireSame(NetworkDescription classifier, LayerDescription layer, int strides)
    {
        if (layer is AdaptivePoolingDescription or LayerNormalisationDescription or SoftmaxDescription { Dimension: not 1 } || layer.EndsPositions)
        {
            throw new ArgumentException($"{layer.Tap} of {classifier.Name} sees all of a crop at once, so it cannot slide: take a classifier whose size is fixed by its layers.", nameof(classifier));
        }

        if (layer is PoolingDescription { Ceiling: true } or UpsamplingDescription)
        {
            throw new ArgumentException($"{layer.Tap} of {classifier.Name} does something else at the edge of a crop than in the middle of a picture, so it cannot slide: take a classifier of convolutions and poolings whose windows are whole.", nameof(classifier));
        }

        IReadOnlyList<Window> windows = layer is ConvolutionDescription convolution ? convolution.Windows : layer.Window is { } window ? [window] : [];
        if (layer is PaddingDescription || windows.Any(each => each.Before > 0 || each.After > 0 || each.FollowsSource))
        {
            throw new ArgumentException($"{layer.Tap} of {classifier.Name} pads, and a window in the middle of a picture has neighbours there instead: take a classifier without padding.", nameof(classifier));
        }

        if (strides > 1 || windows.Select(each => each.Stride).Distinct().Count() > 1)
        {
            throw new ArgumentException($"{layer.Tap} of {classifier.Name} brings together positions that are different numbers of pixels apart, so it cannot slide: take a classifier with one stride in each layer.", nameof(classifier));
        }
    }

    private static ArgumentException Unconnected(NetworkDescription classifier, LayerDescription layer) =>
        new($"{layer.Tap} of {classifier.Name} shows all positions of a crop in a row, which no map of a larger picture has: take a classifier with a fully connected layer after the flattening.", nameof(classifier));
}

using StyleForge.Models.Tensors;

namespace StyleForge.Models.Descriptions;

/// <summary>The end of a network that classifies: the layer that tells classes apart, and the softmax that makes probabilities of what it says.</summary>
public static class ClassifierHead
{
    /// <summary>The tap of the scores that the softmax at the end reads.</summary>
    /// <exception cref="ArgumentException">The network does not end with a softmax.</exception>
    public static string Scores(this NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Layers[^1] is SoftmaxDescription && network.Sources[^1] is [>= 0 and var read]
            ? network.Layers[read].Tap
            : throw new ArgumentException($"{network.Name} ends with {network.Layers[^1].Tap} and gives no probabilities of classes.", nameof(network));
    }

    /// <summary>The layer that has a feature or a channel a class: the last with weights on the way to the end.</summary>
    /// <exception cref="ArgumentException">There is none, or not one way alone leads from it to the end.</exception>
    public static LayerDescription Head(this NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var sources = network.Sources;
        for (var index = network.IndexOfTap(network.Scores()); index >= 0 && sources[index].Count == 1; index = sources[index][0])
        {
            if (network.Layers[index] is ConvolutionDescription or FullyConnectedDescription)
            {
                return network.Layers[index];
            }
        }

        throw new ArgumentException($"{network.Name} has no single layer at its end that tells classes apart.", nameof(network));
    }

    /// <summary>The same network for other classes and other extents of its source: layers that the end does not depend on, such as auxiliary classifiers, are left out.</summary>
    /// <param name="network">A network that ends with a softmax.</param>
    /// <param name="classes">How many classes, 2 or more.</param>
    /// <param name="source">What it is shown, with a batch of 1.</param>
    /// <exception cref="ArgumentException">It is no classifier of whole pictures, signals or volumes, or cannot take such a source; the sentence says why.</exception>
    public static NetworkDescription WithClasses(this NetworkDescription network, int classes, Shape source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var head = network.Head().Tap;
        var isNeeded = network.LayersFor([network.Layers[^1].Tap]);
        var shapes = new Dictionary<string, Shape> { [NetworkDescription.Picture] = source };
        var layers = new List<LayerDescription>();
        foreach (var layer in LayerOrder.Explicit(network.Layers).Where((_, index) => isNeeded[index]))
        {
            Shape[] read = [.. layer.Inputs.Select(input => shapes[input])];
            var own = Reading(layer, read[0], layer.Tap == head ? classes : null);
            shapes.Add(own.Tap, own.DestinationShape(read));
            layers.Add(own);
        }

        var changed = new NetworkDescription(network.Name, network.Facts with { Source = source }, layers);
        return shapes[layers[^1].Tap] == [source[0], classes]
            ? changed with { Facts = changed.Facts with { MinimumSide = changed.MinimumSide(layers[^1].Tap) } }
            : throw new ArgumentException($"{network.Name} gives a result of shape {shapes[layers[^1].Tap]}, and not {classes} probabilities of the whole: it cannot be trained to classify.", nameof(network));
    }

    // The layer with as many channels as its source has, and as many of its own where they are classes.
    private static LayerDescription Reading(LayerDescription layer, Shape source, int? classes) => layer switch
    {
        ConvolutionDescription convolution => convolution with { SourceChannels = source[1], DestinationChannels = classes ?? convolution.DestinationChannels },
        FullyConnectedDescription full => full with { SourceFeatures = source[1], DestinationFeatures = classes ?? full.DestinationFeatures },
        BatchNormalisationDescription normalisation => normalisation with { Channels = source[1] },
        _ => layer,
    };
}

using System.Globalization;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Training.Examples;

namespace StyleForge.Training.Classifiers;

/// <summary>What a training begins with: a network for the classes of some examples, and its first weights. It owns the weights.</summary>
/// <param name="Network">The network, with its head, its source, its input convention and the labels.</param>
/// <param name="Weights">Its weights, under its own names.</param>
/// <param name="Words">Where they come from: <c>lenet5, new</c>.</param>
public sealed record ClassifierStart(TrainedClassifier Network, WeightSet Weights, string Words) : IDisposable
{
    /// <summary>Random weights, and the input brought to mean 0 and deviation 1 over the examples.</summary>
    /// <param name="network">A network of the catalogue.</param>
    /// <param name="examples">What it will be trained on.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentException">The network cannot be trained on such examples; the sentence says why.</exception>
    public static ClassifierStart New(NetworkDescription network, ExampleSet examples, ulong seed)
    {
        var changed = Change(network, examples);
        var (mean, deviation) = examples.Moments();
        var trained = new TrainedClassifier(With(changed, new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = mean, Deviation = deviation }), examples.Labels);
        return new ClassifierStart(trained, RandomWeights.Make(trained.Description, seed), $"{network.Name}, new");
    }

    /// <summary>The weights of a trained network, but for its head, which is new.</summary>
    /// <param name="network">The network of the catalogue that the file is of; null where the file says so itself.</param>
    /// <param name="trained">The file's weights; they stay their owner's.</param>
    /// <param name="examples">What it will be trained on.</param>
    /// <param name="seed">Any number; the head is drawn with it.</param>
    /// <exception cref="WeightFormatException">The file is of another network.</exception>
    /// <exception cref="ArgumentException">The network cannot be trained on such examples; the sentence says why.</exception>
    public static ClassifierStart From(NetworkDescription? network, WeightSet trained, ExampleSet examples, ulong seed)
    {
        var described = Described(network, trained);
        var known = described.Rename(trained).ToDictionary(pair => pair.Name, pair => pair.Tensor);
        var changed = Change(described, examples);
        var head = changed.Head();
        using var random = RandomWeights.Make(changed, seed);
        var weights = new List<(string Name, Tensor<float> Tensor)>();
        foreach (var layer in changed.Layers)
        {
            foreach (var (parameter, shape) in layer.Parameters)
            {
                var name = $"{layer.Name}.{parameter}";
                var own = layer == head ? random[name] : known.GetValueOrDefault(name);
                if (own is null || own.Shape != shape)
                {
                    weights.ForEach(pair => pair.Tensor.Dispose());
                    throw new ArgumentException(own is null
                        ? $"{trained.Origin} has no '{name}': take weights of the whole {changed.Name}, up to the layer before its head, {head.Tap}."
                        : $"{trained.Origin} has '{name}' of shape {own.Shape}, but a {changed.Name} for examples of {examples.Source} needs {shape}: give examples the size that it was trained with (--size).");
                }

                weights.Add((name, Tensor<float>.From(own.Shape, own.Span)));
            }
        }

        return new ClassifierStart(
            new TrainedClassifier(With(changed, described.Facts.InputOf(trained)), examples.Labels),
            new WeightSet(trained.Origin, trained.Sha256, weights),
            $"{changed.Name}, from {trained.Sha256[..Math.Min(16, trained.Sha256.Length)]}");
    }

    /// <summary>The network that a trained file is of.</summary>
    /// <param name="network">What the caller says; null where the file is to say it.</param>
    /// <param name="trained">The file.</param>
    /// <exception cref="WeightFormatException">What the file says cannot be understood.</exception>
    /// <exception cref="ArgumentException">Nobody says it, or the two differ.</exception>
    public static NetworkDescription Described(NetworkDescription? network, WeightSet trained)
    {
        ArgumentNullException.ThrowIfNull(trained);
        var said = TrainedClassifier.Read(trained)?.Description;
        return (said, network) switch
        {
            (null, null) => throw new ArgumentException($"{trained.Origin} does not say of which network it is: name it with --network."),
            ({ } own, { } asked) when own.Name != asked.Name => throw new ArgumentException($"{trained.Origin} is of {own.Name}, but --network names {asked.Name}: leave --network out."),
            _ => said ?? network!,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static NetworkDescription Change(NetworkDescription network, ExampleSet examples)
    {
        if (network.Facts.Source.Rank != examples.Source.Rank)
        {
            static string Kind(Shape source) => source.Rank switch { 2 => "bytes", 3 => "signals", 4 => "pictures", _ => "volumes" };
            string[] others =
            [
                .. NetworkCatalogue.Classifiers.Concat(NetworkCatalogue.All)
                    .Where(other => other.Facts.Source.Rank == examples.Source.Rank && other.Layers[^1] is SoftmaxDescription && other.Shapes(other.Facts.Source)[^1].Rank == 2)
                    .Select(other => other.Name),
            ];
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{network.Name} takes {Kind(network.Facts.Source)}, but the examples are {Kind(examples.Source)}: take {string.Join(" or ", others)}."));
        }

        return network.WithClasses(examples.Labels.Count, examples.Source);
    }

    private static NetworkDescription With(NetworkDescription network, InputConvention input) => network with { Facts = network.Facts with { Input = input } };
}

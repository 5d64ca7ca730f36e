using StyleForge.Hosting;
using StyleForge.Models.Classification;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Fitting.Onnx;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Commands;

/// <summary>A network of the command line with its weights.</summary>
/// <param name="Network">The network, and the labels of its classes.</param>
/// <param name="Weights">Its weights, with what the file says of itself.</param>
internal sealed record OpenedNetwork(LabelledNetwork Network, WeightSet Weights) : IDisposable
{
    /// <summary>Of a detector of several networks those after the first, which look at what it shows.</summary>
    public IReadOnlyList<NetworkDescription> Others { get; init; } = [];

    /// <summary>The network that a word is the name of; null where it is none.</summary>
    public static NetworkDescription? Find(string given) => NetworkCatalogue.Every.FirstOrDefault(network => network.Name.Equals(given, StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens what a person named.</summary>
    /// <param name="environment">Folders.</param>
    /// <param name="given">The name of a network, or a weight file that says of itself what it is, as ONNX files do, or fits one network alone.</param>
    /// <param name="weightsFile">Weights to use in place of the named network's own; null for those.</param>
    /// <exception cref="CommandFailure">There is no such network, or its weights are not here or cannot be used.</exception>
    public static OpenedNetwork Open(HostEnvironment environment, string given, string? weightsFile = null)
    {
        if (Find(given) is { } named)
        {
            return Of(weightsFile is null ? Own(environment, named) : WeightsShowCommand.Read(environment, weightsFile), named);
        }

        var path = Path.GetFullPath(given, environment.WorkingDirectory);
        if (!File.Exists(path))
        {
            throw new CommandFailure($"'{given}' is neither a network nor a weight file: the networks are {string.Join(", ", NetworkCatalogue.Every.Select(network => network.Name))}.{UsageProblems.DidYouMean(given, NetworkCatalogue.Every.Select(network => network.Name))}");
        }

        if (environment.Codecs.ForExtension(path) is not null)
        {
            throw new CommandFailure($"'{given}' is neither a network nor a weight file: name pictures before --network, which takes all words that follow it.");
        }

        return weightsFile is null
            ? Of(WeightsShowCommand.Read(environment, given), null)
            : throw new CommandFailure($"--weights-file goes with the name of a network, but '{given}' is a weight file itself: leave one of them out.");
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static WeightSet Own(HostEnvironment environment, NetworkDescription network) =>
        network.Facts is { Weights: null, BuiltIn: null } && new WeightLibrary(environment).Find(network) is null
            ? throw new CommandFailure($"Nobody publishes weights of {network.Name} that could be fetched: name a file with --weights-file, or train one with 'styleforge train'.")
            : WeightsShowCommand.Read(environment, network);

    // What a file that was trained here says of itself; of a detector of two networks the one that looks at the picture.
    private static LabelledNetwork? Trained(WeightSet weights) =>
        TrainedDetector.IsIn(weights) ? LabelledNetwork.Of(TrainedDetector.Read(weights).Networks[0])
        : TrainedEmbedding.Read(weights) is { } embedding ? LabelledNetwork.Of(embedding.Description)
        : LabelledNetwork.In(weights);

    private static OpenedNetwork OfDetector(LabelledNetwork network, WeightSet weights)
    {
        var detector = TrainedDetector.Read(weights);
        var parts = TrainedDetector.Split(detector, weights);
        foreach (var unused in parts.Skip(1).Append(weights))
        {
            unused.Dispose();
        }

        return new OpenedNetwork(network, parts[0]) { Others = [.. detector.Networks.Skip(1)] };
    }

    // Weights of which nothing comes are freed here; all others are the caller's.
    private static OpenedNetwork Of(WeightSet weights, NetworkDescription? named)
    {
        try
        {
            var own = Trained(weights);
            if (named is not null && own is not null && own.Description.Name != named.Name)
            {
                throw new CommandFailure($"'{weights.Origin}' says that it is a {own.Description.Name}, not a {named.Name}: name it with --network alone.");
            }

            if (own is not null && TrainedDetector.IsIn(weights))
            {
                return OfDetector(own, weights);
            }

            if (named is null && own is null && OnnxNetwork.IsIn(weights) && !NetworkCatalogue.Every.Any(network => network.Facts.Weights?.Matches(weights.Sha256) == true))
            {
                var described = OnnxNetwork.Take(weights);
                return new OpenedNetwork(LabelledNetwork.Of(described.Description), described.Weights);
            }

            return new OpenedNetwork(own ?? LabelledNetwork.Of(named ?? FittingNetwork.Only(weights, "and the file with --weights-file").Network), weights);
        }
        catch (WeightFormatException refusal)
        {
            weights.Dispose();
            throw new CommandFailure(refusal.Message, ExitCodes.Wrong, refusal);
        }
        catch (CommandFailure)
        {
            weights.Dispose();
            throw;
        }
    }
}

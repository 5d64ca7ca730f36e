using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Judging;

/// <summary>
/// The features of SqueezeNet 1.1 (<see cref="SqueezeNets.Version11"/>), without its classifier, at the places that <see cref="Lpips"/> looks at.
/// </summary>
public sealed class SqueezeNet : IFeatureExtractor, IDisposable
{
    // The first layer, and the last modules before and all modules after the last pooling.
    private static readonly string[] Places = ["relu1", "fire3", "fire5", "fire6", "fire7", "fire8", "fire9"];

    private readonly Network<float> _network;
    private readonly NetworkExtractor _extractor;

    private SqueezeNet(Network<float> network, WorkerPool workers)
    {
        _network = network;
        _extractor = new NetworkExtractor(network, Places, workers);
    }

    /// <summary>The least side of a picture, in pixels: below it the last pooling has no whole window.</summary>
    public static int MinimumSide => SqueezeNets.Version11.MinimumSide(Places[^1]);

    /// <inheritdoc/>
    public string Name => _extractor.Name;

    /// <inheritdoc/>
    public string WeightsOrigin => _extractor.WeightsOrigin;

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => Places;

    /// <summary>The channels of each tap.</summary>
    internal static IReadOnlyList<int> Channels { get; } = ChannelsOf(SqueezeNets.Version11);

    /// <summary>Reads the features from a weight file with torchvision's names; a classifier in it does not matter.</summary>
    /// <param name="path">The file.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <exception cref="WeightFormatException">The file holds another network, or no weights; the sentence says which part is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SqueezeNet Read(string path, WorkerPool workers)
    {
        using var weights = WeightFile.Read(path, keep: name => name.StartsWith("features.", StringComparison.Ordinal));
        return Of(weights, workers);
    }

    /// <inheritdoc/>
    public void Extract(Picture picture, Action<int, FeatureMap<float>> see) => _extractor.Extract(picture, see);

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>Takes the features from weights that are already in memory, and stay the caller's.</summary>
    internal static SqueezeNet Of(WeightSet weights, WorkerPool workers)
    {
        var network = Network<float>.Build(SqueezeNets.Version11, weights, new NetworkOptions { LastTap = Places[^1] });
        if (network.Description.Layers[^1].Tap == Places[^1] && ChannelsOf(network.Description).SequenceEqual(Channels))
        {
            return new SqueezeNet(network, workers);
        }

        network.Dispose();
        throw new WeightFormatException($"'{weights.Origin}' is not SqueezeNet 1.1: it is narrower, or ends before {Places[^1]}.");
    }

    private static int[] ChannelsOf(NetworkDescription network) => [.. Places.Select(tap => network.Taps[network.IndexOfTap(tap)].Channels)];
}

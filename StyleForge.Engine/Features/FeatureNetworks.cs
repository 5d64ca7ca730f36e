using System.Globalization;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Features;

/// <summary>
/// Loads the networks that jobs ask for, and keeps them, so that a batch reads and packs each weight file once. Safe to use from
/// several threads, and so are the networks: what a picture needs of its own is in a run.
/// </summary>
/// <param name="findWeights">Finds the file of a network's published weights on this machine, or gives null.</param>
public sealed class FeatureNetworks(Func<NetworkDescription, string?> findWeights) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Network<float>> _loaded = [];

    /// <summary>The network of the settings; stays owned by this cache.</summary>
    /// <exception cref="WeightFormatException">The weights are missing, broken, not this network's, or end before a tap of the settings.</exception>
    /// <exception cref="IOException">The weight file cannot be read.</exception>
    public Network<float> Get(RenderSettings settings)
    {
        var description = NetworkCatalogue.Find(settings.Network);
        var file = settings.WeightsFile ?? findWeights(description);
        var options = new NetworkOptions { Pooling = settings.Pooling, Border = settings.Padding };
        var key = new Key(description.Name, file, options);
        Network<float>? network;
        lock (_gate)
        {
            if (!_loaded.TryGetValue(key, out network))
            {
                _loaded[key] = network = Load(description, file, options);
            }
        }

        RequireTaps(network, settings);
        return network;
    }

    /// <summary>The sentence for a network whose published weights are nowhere on this machine.</summary>
    public static string Absent(NetworkDescription network, PublishedWeights published) => string.Create(
        CultureInfo.InvariantCulture,
        $"The weights of {network.Name} are not on this machine: fetch them once with 'styleforge weights pull {network.Name}' ({published.LeastBytes(network) / 1e6:0} MB), or name a file with --weights-file.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _loaded.Values)
        {
            network.Dispose();
        }

        _loaded.Clear();
    }

    private static void RequireTaps(Network<float> network, RenderSettings settings)
    {
        foreach (var (tap, _) in settings.ContentLayers.Concat(settings.StyleLayers))
        {
            if (network.Taps.All(known => known.Name != tap))
            {
                throw new WeightFormatException(
                    $"'{network.WeightsOrigin}' holds {network.Description.Name} only up to {network.Taps[^1].Name}, but the job looks at {tap}: " +
                    "take a weight file that goes further, or name shallower contentLayers and styleLayers.");
            }
        }
    }

    private static Network<float> Load(NetworkDescription description, string? file, NetworkOptions options)
    {
        using var weights = file is not null ? WeightFile.Read(file, WeightLimits.Default)
            : description.Facts.BuiltIn is { } builtIn ? builtIn.Read()
            : throw new WeightFormatException(Absent(description, description.Facts.Weights!));
        return Network<float>.Build(description, weights, options);
    }

    private sealed record Key(string Network, string? File, NetworkOptions Options);
}

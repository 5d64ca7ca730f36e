using System.Globalization;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Features;

/// <summary>
/// Loads the weights that jobs ask for, and keeps them, so that a batch reads and packs each file once, down to the deepest layer
/// that a job looks at, whatever its pooling and borders. Safe to use from several threads.
/// </summary>
/// <param name="findWeights">Finds the file of a network's published weights on this machine, or gives null.</param>
public sealed class FeatureWeights(Func<NetworkDescription, string?> findWeights) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, int> _deepest = [];
    private readonly Dictionary<Key, Loaded> _loaded = [];
    private readonly Dictionary<(Key Key, int Depth), string> _refused = [];
    private readonly List<NetworkWeights<float>> _outgrown = [];

    /// <summary>How often weights were read so far.</summary>
    public int Reads { get; private set; }

    /// <summary>The file of a network's published weights on this machine, without opening it; null where there is none.</summary>
    public string? FileOf(NetworkDescription network) => findWeights(network);

    /// <summary>Notes what will be asked for, so that weights are read deep enough for all the first time.</summary>
    public void Expect(IEnumerable<RenderSettings> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var each in settings)
        {
            var key = KeyOf(each);
            lock (_gate)
            {
                Note(key, each);
            }
        }
    }

    /// <summary>The weights for some settings; they stay this store's, and there until it is disposed.</summary>
    /// <exception cref="WeightFormatException">The weights are missing, broken, not this network's, or end before a tap of the settings.</exception>
    /// <exception cref="IOException">The weight file cannot be read.</exception>
    public NetworkWeights<float> Get(RenderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var key = KeyOf(settings);
        Loaded? loaded;
        lock (_gate)
        {
            var depth = Note(key, settings);
            if (!_loaded.TryGetValue(key, out loaded) || loaded.Depth < depth)
            {
                if (loaded is not null)
                {
                    // Others may be looking with them.
                    _outgrown.Add(loaded.Weights);
                }

                Reads++;
                _loaded[key] = loaded = new Loaded(Load(key, depth), depth);
            }
        }

        RequireTaps(loaded.Weights, settings);
        return loaded.Weights;
    }

    /// <summary>What is wrong with the weights for some settings, in a sentence; null where nothing is. A file is read once, also a wrong one.</summary>
    public string? Problem(RenderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var key = KeyOf(settings);
        if (key.File is null && key.Network.Facts.BuiltIn is not null)
        {
            return null; // What comes with the program is right, and unpacking it takes a moment.
        }

        lock (_gate)
        {
            var wrong = (key, Note(key, settings));
            if (!_refused.TryGetValue(wrong, out var problem))
            {
                try
                {
                    Get(settings);
                }
                catch (Exception refusal) when (refusal is WeightFormatException or IOException or UnauthorizedAccessException)
                {
                    _refused.Add(wrong, problem = refusal.Message);
                }
            }

            return problem;
        }
    }

    /// <summary>The sentence for a network whose weights are nowhere on this machine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="otherwise">What may be done instead of fetching them.</param>
    public static string Absent(NetworkDescription network, string otherwise = "name a file with --weights-file") => network.Facts.Weights is not { } published
        ? $"There are no weights of {network.Name} on this machine, and nobody publishes any: take in your own with 'styleforge weights import FILE --as {network.Name}'."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The weights of {network.Name} are not on this machine: fetch them once with 'styleforge weights pull {network.Name}' ({Math.Max(1, published.LeastBytes(network) / 1e6):0} MB), or {otherwise}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weights in _loaded.Values.Select(loaded => loaded.Weights).Concat(_outgrown))
        {
            weights.Dispose();
        }

        _loaded.Clear();
        _outgrown.Clear();
    }

    private static void RequireTaps(NetworkWeights<float> weights, RenderSettings settings)
    {
        var taps = weights.Description.Taps;
        foreach (var tap in ObjectiveDescription.Of(settings).Taps)
        {
            if (taps.All(known => known.Name != tap))
            {
                throw new WeightFormatException(
                    $"'{weights.Origin}' holds {weights.Description.Name} only up to {taps[^1].Name}, but the job looks at {tap}: " +
                    "take a weight file that goes further, or name shallower contentLayers and styleLayers.");
            }
        }
    }

    private static NetworkWeights<float> Load(Key key, int depth)
    {
        var (description, lastTap) = (key.Network, key.Network.Layers[depth].Tap);
        return key.File is { } file ? NetworkWeights<float>.Read(description, file, lastTap)
            : description.Facts.BuiltIn is { } builtIn ? NetworkWeights<float>.Take(description, builtIn.Read(), lastTap)
            : throw new WeightFormatException(Absent(description));
    }

    private Key KeyOf(RenderSettings settings)
    {
        var description = NetworkCatalogue.Find(settings.Network);
        return new Key(description, settings.WeightsFile ?? findWeights(description));
    }

    private int Note(Key key, RenderSettings settings) =>
        _deepest[key] = ObjectiveDescription.Of(settings).Taps.Select(key.Network.IndexOfTap).Append(_deepest.GetValueOrDefault(key)).Max();

    private sealed record Key(NetworkDescription Network, string? File);

    private sealed record Loaded(NetworkWeights<float> Weights, int Depth);
}

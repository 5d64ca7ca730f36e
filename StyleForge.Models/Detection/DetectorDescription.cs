using StyleForge.Models.Descriptions;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Detection;

/// <summary>A detector that is one network, as data: the network, what it calls what it finds, and how its outputs are read.</summary>
/// <param name="Network">The network; it sees pictures of <see cref="NetworkFacts.Source"/>.</param>
/// <param name="Classes">The names of the classes.</param>
public abstract record DetectorDescription(NetworkDescription Network, IReadOnlyList<string> Classes) : IDetectorDescription
{
    /// <inheritdoc/>
    public string Name => Network.Name;

    /// <inheritdoc/>
    public IReadOnlyList<NetworkDescription> Networks => [Network];

    /// <inheritdoc/>
    public int Width => Network.Facts.Source[3];

    /// <inheritdoc/>
    public int Height => Network.Facts.Source[2];

    /// <summary>The points that it says of each object; null for none.</summary>
    public LandmarkScheme? Landmarks { get; init; }

    /// <summary>Where the network is looked at.</summary>
    public abstract IReadOnlyList<string> Taps { get; }

    /// <summary>Reads the objects of one picture out of the taps.</summary>
    /// <param name="tap">What each of <see cref="Taps"/> shows.</param>
    /// <param name="threshold">What a score must be above, 0 to 1.</param>
    /// <returns>The objects, not yet suppressed, in pixels of what the network sees.</returns>
    /// <exception cref="ArgumentException">A tap has another shape.</exception>
    public abstract IReadOnlyList<DetectedObject> Decode(Func<string, FeatureMap<float>> tap, double threshold);
}

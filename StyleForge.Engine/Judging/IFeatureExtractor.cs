using StyleForge.Engine.Imaging;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Judging;

/// <summary>A network that pictures are compared in.</summary>
public interface IFeatureExtractor
{
    /// <summary>The network's name.</summary>
    string Name { get; }

    /// <summary>Where its weights come from.</summary>
    string WeightsOrigin { get; }

    /// <summary>The taps that are looked at, one or more, from shallow to deep or as they were asked for.</summary>
    IReadOnlyList<string> Taps { get; }

    /// <summary>Shows the features <c>(1, C, H, W)</c> of each tap.</summary>
    /// <param name="picture">The picture, at the size that the network should see.</param>
    /// <param name="see">Takes the tap's place in <see cref="Taps"/> and its features, which are there during the call only.</param>
    /// <exception cref="ArgumentException">The picture is too small for a tap, or too large for one tensor.</exception>
    void Extract(Picture picture, Action<int, FeatureMap<float>> see);
}

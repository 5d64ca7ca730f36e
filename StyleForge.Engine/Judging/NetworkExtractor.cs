using StyleForge.Engine.Imaging;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Judging;

/// <summary>Looks with a network of the catalogue.</summary>
/// <param name="network">The network; stays the caller's.</param>
/// <param name="taps">Its taps to look at, one or more.</param>
/// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
public sealed class NetworkExtractor(Network<float> network, IReadOnlyList<string> taps, WorkerPool workers) : IFeatureExtractor
{
    /// <inheritdoc/>
    public string Name => network.Description.Name;

    /// <inheritdoc/>
    public string WeightsOrigin => network.WeightsOrigin;

    /// <inheritdoc/>
    public IReadOnlyList<string> Taps => taps;

    /// <inheritdoc/>
    public void Extract(Picture picture, Action<int, FeatureMap<float>> see)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(see);
        using var pool = new TensorPool();
        using var run = network.Prepare([1, Picture.Channels, picture.Height, picture.Width], taps, workers, pool, isForwardOnly: true);
        picture.Samples.CopyTo(run.Source.Span);
        run.Forward();
        for (var tap = 0; tap < taps.Count; tap++)
        {
            see(tap, run.Tap(taps[tap]));
        }
    }
}

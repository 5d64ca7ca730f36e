using StyleForge.Engine.Objectives;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Execution;
using StyleForge.Models.Fitting;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>A network on the managed engine: chooses windows, and counts what runs and losses rent.</summary>
internal sealed class ManagedFeatures : IFeatures
{
    private readonly NetworkWindows _pictureWindows;
    private readonly NetworkWindows _styleWindows;

    /// <param name="weights">The network's weights.</param>
    /// <param name="wanted">What is to be made small.</param>
    /// <param name="host">The threads to work on.</param>
    public ManagedFeatures(NetworkWeights<float> weights, ObjectiveDescription wanted, HostShare host)
    {
        (Network, Wanted, Host) = (new Network<float>(weights, wanted.Pooling, wanted.Border), wanted, host);
        _pictureWindows = new NetworkWindows(Network, wanted.Taps, host.MostThreads, isForwardOnly: false);
        _styleWindows = new NetworkWindows(Network, wanted.StyleTaps, host.MostThreads, isForwardOnly: true);
    }

    /// <summary>The network as it pools and pads.</summary>
    public Network<float> Network { get; }

    /// <summary>What is to be made small.</summary>
    public ObjectiveDescription Wanted { get; }

    /// <summary>The threads to work on.</summary>
    public HostShare Host { get; }

    /// <inheritdoc/>
    // Styles are looked at without the content's taps, and may go through other kernels than the picture.
    public long WeightBytes => Network.Weights.Bytes + Math.Max(
        Network.PackedBytes(Wanted.Taps), Wanted.StyleWeight > 0 ? Network.PackedBytes(Wanted.StyleTaps, isForwardOnly: true) : 0);

    /// <inheritdoc/>
    public ILevel Plan(LevelSizes sizes, long memory)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        var counted = new ObjectiveMemory(Network, Wanted, sizes);
        var deciding = _pictureWindows.DecidingThreads;
        var losses = counted.LossBytes(_pictureWindows.Choose(sizes.Height, sizes.Width, long.MaxValue), deciding);
        while (true)
        {
            var windows = Choose(sizes, Math.Max(memory - losses, 0));
            if (windows.Fits && counted.LossBytes(windows.Picture, deciding) is var more && more > losses)
            {
                // Windows of many sizes borrow memory of as many sizes, which leaves less room for them.
                losses = more;
                continue;
            }

            return new ManagedLevel(this, _pictureWindows, _styleWindows, windows, sizes, Cost(counted, windows, losses, memory));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private LevelWindows Choose(LevelSizes sizes, long allowed)
    {
        var picture = _pictureWindows.Choose(sizes.Height, sizes.Width, allowed);
        var fits = _pictureWindows.Fits(picture, allowed);
        var styles = new Dictionary<(int Height, int Width), WindowPlan>();
        if (Wanted.StyleWeight > 0)
        {
            foreach (var (width, height, _) in sizes.Styles)
            {
                var cut = styles[(height, width)] = _styleWindows.Choose(height, width, allowed);
                fits &= _styleWindows.Fits(cut, allowed);
            }
        }

        return new LevelWindows(picture, styles, fits);
    }

    // Decided as for a few threads at least, like the windows, and told as for those there are.
    private LevelCost Cost(ObjectiveMemory counted, LevelWindows windows, long losses, long memory)
    {
        var (deciding, told) = (_pictureWindows.DecidingThreads, Host.MostThreads);
        var needed = losses + windows.Styles.Values.Select(style => _styleWindows.BytesOf(style, deciding)).Append(_pictureWindows.BytesOf(windows.Picture, deciding)).Max();
        return new LevelCost(
            windows.Fits && needed <= memory,
            needed,
            windows.Styles.Values.Select(style => _styleWindows.BytesOf(style, told) + counted.StyleBytes(style, told)).Append(0).Max(),
            _pictureWindows.BytesOf(windows.Picture, told) + counted.LossBytes(windows.Picture, told),
            windows.Picture.RelativeCost,
            windows.Picture.Gradients.Windows.Length,
            windows.Picture.WindowWidth,
            windows.Picture.WindowHeight);
    }
}

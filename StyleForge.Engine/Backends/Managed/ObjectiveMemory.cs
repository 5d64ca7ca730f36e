using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>Counts what an objective will rent, before it is made. A test holds it to what is rented.</summary>
/// <param name="network">The network.</param>
/// <param name="wanted">Taps and weights.</param>
/// <param name="sizes">The pictures of the level.</param>
internal sealed class ObjectiveMemory(Network<float> network, ObjectiveDescription wanted, LevelSizes sizes)
{
    private readonly IReadOnlyList<NetworkTap> _styleTaps = [.. wanted.StyleLayers.Select(layer => network.Taps[network.Description.IndexOfTap(layer.Tap)])];
    private readonly IReadOnlyList<NetworkTap> _contentTaps = [.. wanted.ContentLayers.Select(layer => network.Taps[network.Description.IndexOfTap(layer.Tap)])];

    private int Regions => sizes.Styles.Count(style => style.IsMasked) + (sizes.Styles.Any(style => !style.IsMasked) ? 1 : 0);

    /// <summary>What the losses rent beside the run, and what a call borrows.</summary>
    /// <param name="windows">How the picture goes through the network.</param>
    /// <param name="threads">Threads to count scratch memory for.</param>
    // The styles' matrices are given back when the losses have theirs, but the pool keeps them.
    public long LossBytes(WindowPlan windows, int threads) =>
        ContentBytes() + StyleTermBytes() + (wanted.StyleWeight > 0 ? RegionBytes() + GramScratch(windows, threads, withGradient: true) : 0);

    /// <summary>What is rented beside the run while a style is looked at.</summary>
    /// <param name="windows">How the style goes through the network.</param>
    /// <param name="threads">Threads to count scratch memory for.</param>
    public long StyleBytes(WindowPlan windows, int threads) => RegionBytes() + GramScratch(windows, threads, withGradient: false);

    private static long Positions(NetworkTap tap, int height, int width) => (long)(height / tap.Stride ?? 1) * (width / tap.Stride ?? 1);

    private long RegionBytes() => Regions * _styleTaps.Sum(tap => GramTarget<float>.BytesOf(tap.Channels));

    private long ContentBytes() =>
        (wanted.ContentWeight > 0 ? _contentTaps.Sum(TargetBytes) : 0)
        + (sizes.IsProtected ? ProtectedTaps.Sum(tap => TargetBytes(tap) + FeatureTarget<float>.FactorBytesOf(sizes.Height / tap.Stride ?? 1, sizes.Width / tap.Stride ?? 1)) : 0);

    private IEnumerable<NetworkTap> ProtectedTaps => wanted.ProtectedTerms.Select(term => network.Taps[network.Description.IndexOfTap(term.Tap)]);

    private long TargetBytes(NetworkTap tap) => FeatureTarget<float>.BytesOf(tap.Channels, sizes.Height / tap.Stride ?? 1, sizes.Width / tap.Stride ?? 1);

    private long StyleTermBytes()
    {
        if (wanted.StyleWeight == 0)
        {
            return 0;
        }

        var masked = sizes.IsProtected ? Regions : sizes.Styles.Count(style => style.IsMasked);
        return _styleTaps.Sum(tap => (Regions * GramLoss<float>.BytesOf(tap.Channels))
            + (masked * TensorPool.BytesOf<float>(Positions(tap, sizes.Height, sizes.Width))));
    }

    // What the products borrow: partial sums and chunks. The pool keeps each size once.
    private long GramScratch(WindowPlan plan, int threads, bool withGradient)
    {
        var scratch = new HashSet<long>();
        foreach (var tap in _styleTaps)
        {
            foreach (var window in plan.Features.Windows)
            {
                scratch.UnionWith(GramMatrix.ScratchBytes(tap.Channels, Positions(tap, window.Core.Height, window.Core.Width), threads, withGradient));
            }
        }

        return scratch.Sum();
    }
}

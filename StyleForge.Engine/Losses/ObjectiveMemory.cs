using StyleForge.Engine.Settings;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Kernels.Gram;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>Counts what an objective will rent, before it is made. A test holds it to what is rented.</summary>
/// <param name="network">The network.</param>
/// <param name="settings">Taps and weights.</param>
/// <param name="windows">The windows of the network.</param>
/// <param name="threads">Threads to count scratch memory for.</param>
internal sealed class ObjectiveMemory(Network<float> network, RenderSettings settings, NetworkWindows windows, int threads)
{
    private readonly IReadOnlyList<NetworkTap> _styleTaps = [.. settings.StyleLayers.Select(layer => network.Taps[network.Description.IndexOfTap(layer.Tap)])];
    private readonly IReadOnlyList<NetworkTap> _contentTaps = [.. settings.ContentLayers.Select(layer => network.Taps[network.Description.IndexOfTap(layer.Tap)])];

    /// <summary>Counts everything.</summary>
    public ObjectiveForecast Forecast(LevelSizes sizes)
    {
        var plan = windows.Choose(sizes.Height, sizes.Width);
        var runBytes = windows.BytesOf(plan, threads);
        var (fits, mostBytes, styleBytes) = (windows.Fits(plan), runBytes, 0L);
        var regions = Regions(sizes) * _styleTaps.Sum(tap => GramTarget<float>.BytesOf(tap.Channels));
        if (settings.StyleWeight > 0)
        {
            foreach (var (width, height, _) in sizes.Styles)
            {
                var styles = windows.ToLookAt(settings.StyleLayers);
                var cut = styles.Choose(height, width);
                fits &= styles.Fits(cut);
                mostBytes = Math.Max(mostBytes, styles.BytesOf(cut, threads));
                styleBytes = Math.Max(styleBytes, styles.BytesOf(cut, threads) + regions + GramScratch(cut, withGradient: false));
            }
        }

        // The styles' matrices are given back when the losses have theirs, but the pool keeps them.
        var lossBytes = ContentBytes(sizes) + StyleTerms(sizes) + (settings.StyleWeight > 0 ? regions + GramScratch(plan, withGradient: true) : 0);
        return new ObjectiveForecast(plan, runBytes, mostBytes, lossBytes, styleBytes, fits);
    }

    private static long Positions(NetworkTap tap, int height, int width) => (long)(height / tap.Stride ?? 1) * (width / tap.Stride ?? 1);

    private static int Regions(LevelSizes sizes) => sizes.Styles.Count(style => style.IsMasked) + (sizes.Styles.Any(style => !style.IsMasked) ? 1 : 0);

    private long ContentBytes(LevelSizes sizes) => settings.ContentWeight > 0
        ? _contentTaps.Sum(tap => FeatureTarget<float>.BytesOf(tap.Channels, sizes.Height / tap.Stride ?? 1, sizes.Width / tap.Stride ?? 1))
        : 0;

    private long StyleTerms(LevelSizes sizes)
    {
        if (settings.StyleWeight == 0)
        {
            return 0;
        }

        var masked = sizes.Styles.Count(style => style.IsMasked);
        return _styleTaps.Sum(tap => (Regions(sizes) * GramLoss<float>.BytesOf(tap.Channels))
            + (masked * TensorPool.BytesOf<float>(Positions(tap, sizes.Height, sizes.Width))));
    }

    // What the products borrow: partial sums and chunks. The pool keeps each size once.
    private long GramScratch(WindowPlan plan, bool withGradient)
    {
        var sizes = new HashSet<long>();
        foreach (var tap in _styleTaps)
        {
            foreach (var window in plan.Features.Windows)
            {
                sizes.UnionWith(GramMatrix.ScratchBytes(tap.Channels, Positions(tap, window.Core.Height, window.Core.Width), threads, withGradient));
            }
        }

        return sizes.Sum();
    }
}

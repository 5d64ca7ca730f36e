using StyleForge.Engine.Settings;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Kernels;
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
    // As in the products of Gram matrices: positions of a chunk, and how many sums of chunks are kept apart.
    private const int ChunkPositions = 96;

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
                var styles = windows.For(settings.StyleLayers);
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
        if (VectorWidth.Bits == 0)
        {
            return 0;
        }

        var panel = VectorWidth.Bits >= 512 ? 32L : 16L;
        var sizes = new HashSet<long>();
        var total = 0L;
        foreach (var tap in _styleTaps)
        {
            var padded = (tap.Channels + panel - 1) / panel * panel;
            var slabs = tap.Channels > 128 ? 16 : 64;
            foreach (var window in plan.Features.Windows)
            {
                var chunks = (Positions(tap, window.Core.Height, window.Core.Width) + ChunkPositions - 1) / ChunkPositions;
                AddOnce(Math.Min(Math.Max(chunks, 1), slabs) * padded * padded);
            }

            AddOnce(padded * ChunkPositions * threads);
            if (withGradient)
            {
                AddOnce(padded * padded);
                AddOnce(2 * padded * ChunkPositions * threads);
            }
        }

        return total;

        void AddOnce(long floats)
        {
            var bytes = TensorPool.BytesOf<float>(floats);
            total += sizes.Add(bytes) ? bytes : 0;
        }
    }
}

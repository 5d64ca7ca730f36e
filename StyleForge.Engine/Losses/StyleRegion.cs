using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// What a part of the picture should look like: the mean Gram matrix of its styles at each style layer. Styles that go
/// everywhere share one region; a masked style has its own.
/// </summary>
internal sealed class StyleRegion : IDisposable
{
    private readonly Dictionary<string, GramTarget<float>> _targets = [];

    /// <summary>Looks at the styles. The memory of that is back in the pool afterwards, but for the Gram matrices.</summary>
    /// <param name="styles">One or more, with one mask among them.</param>
    /// <param name="layers">The taps to look at.</param>
    /// <param name="windows">How the network sees the styles.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <param name="cancellation">Stops between two styles.</param>
    public StyleRegion(
        IReadOnlyList<LevelStyle> styles,
        IReadOnlyList<LayerWeight> layers,
        NetworkWindows windows,
        WorkerPool workers,
        TensorPool pool,
        CancellationToken cancellation)
    {
        Mask = styles[0].Mask;
        Suffix = Mask is null ? "" : $" of {styles[0].Name}";
        Share = styles.Sum(style => style.Weight);
        try
        {
            foreach (var style in styles)
            {
                cancellation.ThrowIfCancellationRequested();
                Add(style, layers, windows, workers, pool, cancellation);

                // Styles differ in size, and so does the memory of looking at them.
                pool.Trim();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where the region is; null for everywhere.</summary>
    public Picture? Mask { get; }

    /// <summary>What tells its terms from those of other regions: <c>" of waves"</c>, or nothing.</summary>
    public string Suffix { get; }

    /// <summary>Its share of the style weight, above 0 to 1.</summary>
    public double Share { get; }

    /// <summary>The mean Gram matrix at a tap, <c>(C, C)</c>; valid until <see cref="Dispose"/>.</summary>
    public Tensor<float> Gram(string tap) => _targets[tap].Gram;

    /// <summary>Hands the matrices back to the pool.</summary>
    public void Dispose()
    {
        foreach (var target in _targets.Values)
        {
            target.Dispose();
        }
    }

    private void Add(
        LevelStyle style, IReadOnlyList<LayerWeight> layers, NetworkWindows windows, WorkerPool workers, TensorPool pool, CancellationToken cancellation)
    {
        using var run = windows.Prepare(style.Picture.Height, style.Picture.Width, pool);
        foreach (var (tap, _) in layers)
        {
            if (!_targets.TryGetValue(tap, out var target))
            {
                _targets[tap] = target = new GramTarget<float>(run.LayerOf(tap)[1], workers, pool);
            }

            target.Begin();
        }

        foreach (var window in run.Plan.Features.Windows)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Forward(style.Picture.Samples, window, new Observer(_targets, run, window));
        }

        foreach (var target in _targets.Values)
        {
            target.Finish(style.Weight);
        }
    }

    private sealed class Observer(Dictionary<string, GramTarget<float>> targets, WindowedRun<float> run, PictureWindow window) : ITapObserver<float>
    {
        public void Observe(string tap, int firstRow, FeatureMap<float> activations) =>
            targets[tap].Observe(activations, run.At(tap, window, firstRow, activations.Shape[2]));
    }
}

using StyleForge.Engine.Imaging;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>What a region of the picture should look like: the mean Gram matrix of its styles at each style layer.</summary>
internal sealed class RegionTargets : IDisposable
{
    private readonly Dictionary<string, GramTarget<float>> _targets = [];

    /// <summary>Looks at the styles. The memory of that is back in the pool afterwards, but for the Gram matrices.</summary>
    /// <param name="region">The region.</param>
    /// <param name="prepare">Prepares the network for a style picture.</param>
    /// <param name="taps">The taps to look at.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    /// <param name="cancellation">Stops between two styles.</param>
    public RegionTargets(
        StyleRegion region, Func<Picture, WindowedRun<float>> prepare, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool, CancellationToken cancellation)
    {
        Region = region;
        try
        {
            foreach (var style in region.Styles)
            {
                cancellation.ThrowIfCancellationRequested();
                Add(style, prepare, taps, workers, pool, cancellation);

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

    /// <summary>The region.</summary>
    public StyleRegion Region { get; }

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
        LevelStyle style, Func<Picture, WindowedRun<float>> prepare, IReadOnlyList<string> taps, WorkerPool workers, TensorPool pool, CancellationToken cancellation)
    {
        using var run = prepare(style.Picture);
        foreach (var tap in taps)
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

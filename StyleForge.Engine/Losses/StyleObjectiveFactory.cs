using Microsoft.Extensions.Logging;
using StyleForge.Engine.Features;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>Makes objectives on the managed engine.</summary>
/// <param name="network">The feature network; stays its owner's.</param>
/// <param name="workers">The threads to work on.</param>
/// <param name="log">Is told, for debugging, which kernel took each layer and why; null for nobody.</param>
/// <param name="threads">How many threads to choose windows for; null for those there are.</param>
public sealed class StyleObjectiveFactory(Network<float> network, WorkerPool workers, ILogger? log = null, int? threads = null) : IObjectiveFactory
{
    /// <inheritdoc/>
    public string Features => $"{network.Description.Name} ({network.WeightsOrigin})";

    /// <inheritdoc/>
    public string WeightsSha256 => network.WeightsSha256;

    /// <inheritdoc/>
    public long WeightBytes(RenderSettings settings) =>
        network.Layers.Sum(layer => layer.Parameters.Sum(parameter => (long)parameter.Value.Length * sizeof(float))) + PackedBytes(settings);

    /// <inheritdoc/>
    public ObjectiveForecast Forecast(RenderSettings settings, LevelSizes sizes, long networkBytes, int threads) =>
        new ObjectiveMemory(network, settings, Windows(settings, networkBytes), threads).Forecast(sizes);

    /// <inheritdoc/>
    public IObjective<float> Create(RenderSettings settings, LevelPictures pictures, long networkBytes, TensorPool pool, CancellationToken cancellation)
    {
        var windows = Windows(settings, networkBytes);
        var regions = new List<StyleRegion>();
        var terms = new List<FeatureTerm<float>>();
        WindowedRun<float>? run = null;
        try
        {
            // Styles first: the memory of looking at them is free again before the picture's own is taken.
            if (settings.StyleWeight > 0)
            {
                AddRegions(regions, settings, pictures.Styles, windows.ToLookAt(settings.StyleLayers), pool, cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
            run = windows.Prepare(pictures.Content.Height, pictures.Content.Width, pool);
            log?.Kernels(network, run.Run);
            if (settings.ContentWeight > 0)
            {
                AddContent(terms, settings, run, pictures.Content, pool, cancellation);
            }

            foreach (var region in regions)
            {
                AddStyle(terms, settings, run, region, pool);
            }

            var totalVariation = settings.TotalVariationWeight > 0
                ? new TotalVariationLoss<float>(TotalVariationKind.SquaredMean, [3, pictures.Content.Height, pictures.Content.Width], workers, pool)
                : null;
            return new StyleObjective<float>(run, terms, totalVariation, settings.TotalVariationWeight);
        }
        catch
        {
            terms.ForEach(term => term.Loss.Dispose());
            run?.Dispose();
            throw;
        }
        finally
        {
            regions.ForEach(region => region.Dispose());
        }
    }

    // Styles are looked at without the content's taps, and may go through other kernels than the picture.
    private long PackedBytes(RenderSettings settings) =>
        Math.Max(network.PackedBytes(LayerPaths.TapsOf(settings)), settings.StyleWeight > 0 ? network.PackedBytes([.. settings.StyleLayers.Select(layer => layer.Tap)]) : 0);

    private NetworkWindows Windows(RenderSettings settings, long networkBytes) =>
        new(network, LayerPaths.TapsOf(settings), networkBytes, workers, threads ?? workers.Threads, isForwardOnly: false);

    private void AddRegions(
        List<StyleRegion> regions, RenderSettings settings, IReadOnlyList<LevelStyle> styles, NetworkWindows windows, TensorPool pool, CancellationToken cancellation)
    {
        var everywhere = styles.Where(style => style.Mask is null).ToArray();
        var masked = styles.Where(style => style.Mask is not null).Select(style => new[] { style });
        foreach (var group in everywhere.Length > 0 ? masked.Prepend(everywhere) : masked)
        {
            regions.Add(new StyleRegion(group, settings.StyleLayers, windows, workers, pool, cancellation));
        }
    }

    private void AddContent(
        List<FeatureTerm<float>> terms, RenderSettings settings, WindowedRun<float> run, Picture content, TensorPool pool, CancellationToken cancellation)
    {
        var total = settings.ContentLayers.Sum(layer => layer.Weight);
        var targets = new List<FeatureTarget<float>>();
        try
        {
            targets.AddRange(settings.ContentLayers.Select(layer => new FeatureTarget<float>(run.LayerOf(layer.Tap), run.Run.Lanes, workers, pool)));
            foreach (var window in run.Plan.Features.Windows)
            {
                cancellation.ThrowIfCancellationRequested();
                run.Forward(content.Samples, window, new ContentObserver(settings.ContentLayers, targets, run, window));
            }
        }
        catch
        {
            targets.ForEach(target => target.Dispose());
            throw;
        }

        terms.AddRange(settings.ContentLayers.Zip(targets, (layer, target) => new FeatureTerm<float>(
            $"content {layer.Tap}", layer.Tap, settings.ContentWeight * layer.Weight / total, new ContentLoss<float>(target, settings.Normalisation))));
    }

    private void AddStyle(List<FeatureTerm<float>> terms, RenderSettings settings, WindowedRun<float> run, StyleRegion region, TensorPool pool)
    {
        var total = settings.StyleLayers.Sum(layer => layer.Weight);
        foreach (var (tap, weight) in settings.StyleLayers)
        {
            using var positions = region.Mask is { } mask ? PositionWeights(mask, run.LayerOf(tap), pool) : null;
            var loss = new GramLoss<float>(region.Gram(tap), settings.Normalisation, workers, pool, positions);
            terms.Add(new FeatureTerm<float>(
                $"style {tap}{region.Suffix}", tap, settings.StyleWeight * region.Share * weight / total, loss));
        }
    }

    private sealed class ContentObserver(
        IReadOnlyList<LayerWeight> layers, List<FeatureTarget<float>> targets, WindowedRun<float> run, PictureWindow window) : ITapObserver<float>
    {
        public void Observe(string tap, int firstRow, FeatureMap<float> activations)
        {
            for (var i = 0; i < layers.Count; i++)
            {
                if (layers[i].Tap == tap)
                {
                    targets[i].Set(activations, run.At(tap, window, firstRow, activations.Shape[2]));
                }
            }
        }
    }

    // The luminance of the mask, averaged over the pixels that each position of the layer stands for.
    private Tensor<float> PositionWeights(Picture mask, Shape layer, TensorPool pool)
    {
        var luminance = new float[mask.PlaneLength];
        for (var i = 0; i < luminance.Length; i++)
        {
            luminance[i] = Math.Clamp(Luminance.Of(mask.Plane(0)[i], mask.Plane(1)[i], mask.Plane(2)[i]), 0, 1);
        }

        var weights = pool.Rent<float>([layer[2], layer[3]]);
        Resampler.ResizePlane(luminance, mask.Width, mask.Height, layer[3], layer[2], ResampleFilter.Box, workers).CopyTo(weights.Span);
        return weights;
    }
}

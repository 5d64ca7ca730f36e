using Microsoft.Extensions.Logging;
using StyleForge.Engine.Features;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>Makes objectives on the managed engine.</summary>
/// <param name="network">The feature network; stays its owner's.</param>
/// <param name="workers">The threads to work on.</param>
/// <param name="log">Is told, for debugging, which kernel took each layer and why; null for nobody.</param>
public sealed class StyleObjectiveFactory(Network<float> network, WorkerPool workers, ILogger? log = null) : IObjectiveFactory
{
    /// <inheritdoc/>
    public string Features => IsTrained ? $"{network.Description.Name} ({network.WeightsOrigin})" : $"{network.Description.Name} (untrained features)";

    /// <inheritdoc/>
    public string WeightsSha256 => network.WeightsSha256;

    /// <inheritdoc/>
    public bool IsTrained => network.IsTrained;

    /// <inheritdoc/>
    public IObjective<float> Create(RenderSettings settings, LevelPictures pictures, TensorPool pool, CancellationToken cancellation)
    {
        var regions = new List<StyleRegion>();
        var terms = new List<FeatureTerm<float>>();
        NetworkRun<float>? run = null;
        try
        {
            // Styles first: the memory of looking at them is free again before the picture's own is taken.
            if (settings.StyleWeight > 0)
            {
                AddRegions(regions, settings, pictures.Styles, pool, cancellation);
                pool.Trim();
            }

            cancellation.ThrowIfCancellationRequested();
            run = Look(settings, pictures.Content, pool);
            if (settings.ContentWeight > 0)
            {
                AddContent(terms, settings, run, pool);
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

    private void AddRegions(
        List<StyleRegion> regions, RenderSettings settings, IReadOnlyList<LevelStyle> styles, TensorPool pool, CancellationToken cancellation)
    {
        var everywhere = styles.Where(style => style.Mask is null).ToArray();
        var masked = styles.Where(style => style.Mask is not null).Select(style => new[] { style });
        foreach (var group in everywhere.Length > 0 ? masked.Prepend(everywhere) : masked)
        {
            regions.Add(new StyleRegion(group, settings.StyleLayers, network, workers, pool, cancellation));
        }
    }

    private NetworkRun<float> Look(RenderSettings settings, Picture content, TensorPool pool)
    {
        var run = network.Prepare([1, 3, content.Height, content.Width], LayerPaths.TapsOf(settings), workers, pool);
        log?.Kernels(network, run);
        content.Samples.CopyTo(run.Source.Span);
        run.Forward();
        return run;
    }

    private void AddContent(List<FeatureTerm<float>> terms, RenderSettings settings, NetworkRun<float> run, TensorPool pool)
    {
        var total = settings.ContentLayers.Sum(layer => layer.Weight);
        foreach (var (tap, weight) in settings.ContentLayers)
        {
            var loss = new ContentLoss<float>(run.Tap(tap), settings.Normalisation, workers, pool);
            terms.Add(new FeatureTerm<float>($"content {tap}", tap, settings.ContentWeight * weight / total, loss));
        }
    }

    private void AddStyle(List<FeatureTerm<float>> terms, RenderSettings settings, NetworkRun<float> run, StyleRegion region, TensorPool pool)
    {
        var total = settings.StyleLayers.Sum(layer => layer.Weight);
        foreach (var (tap, weight) in settings.StyleLayers)
        {
            using var positions = region.Mask is { } mask ? PositionWeights(mask, run.Tap(tap).Shape, pool) : null;
            var loss = new GramLoss<float>(region.Gram(tap), settings.Normalisation, workers, pool, positions);
            terms.Add(new FeatureTerm<float>(
                $"style {tap}{region.Suffix}", tap, settings.StyleWeight * region.Share * weight / total, loss));
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

using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>Makes objectives on the managed engine.</summary>
/// <param name="network">The feature network; stays its owner's.</param>
/// <param name="workers">The threads to work on.</param>
public sealed class StyleObjectiveFactory(Network<float> network, WorkerPool workers) : IObjectiveFactory
{
    /// <inheritdoc/>
    public string Features => IsTrained ? $"{network.Description.Name} ({network.WeightsOrigin})" : $"{network.Description.Name} (untrained features)";

    /// <inheritdoc/>
    public string WeightsSha256 => network.WeightsSha256;

    /// <inheritdoc/>
    public bool IsTrained => network.IsTrained;

    /// <inheritdoc/>
    public IObjective<float> Create(RenderSettings settings, LevelPictures pictures, TensorPool pool)
    {
        var terms = new List<FeatureTerm<float>>();
        var content = pictures.Content;
        Shape shape = [1, 3, content.Height, content.Width];
        var run = network.Prepare(shape, [.. settings.ContentLayers.Concat(settings.StyleLayers).Select(layer => layer.Tap).Distinct()], workers, pool);
        content.Samples.CopyTo(run.Source.Span);
        run.Forward();
        if (settings.ContentWeight > 0)
        {
            AddContent(terms, settings, run, pool);
        }

        if (settings.StyleWeight > 0)
        {
            AddStyles(terms, settings, run, pictures.Styles, pool);
        }

        var totalVariation = settings.TotalVariationWeight > 0
            ? new TotalVariationLoss<float>(TotalVariationKind.SquaredMean, [3, content.Height, content.Width], workers, pool)
            : null;
        return new StyleObjective<float>(run, terms, totalVariation, settings.TotalVariationWeight);
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

    // Styles that go everywhere share one target a tap: the weighted mean of their Gram matrices. A masked style has its own.
    private void AddStyles(List<FeatureTerm<float>> terms, RenderSettings settings, NetworkRun<float> run, IReadOnlyList<LevelStyle> styles, TensorPool pool)
    {
        var everywhere = styles.Where(style => style.Mask is null).ToArray();
        if (everywhere.Length > 0)
        {
            AddRegion(terms, settings, run, everywhere, mask: null, suffix: "", pool);
        }

        foreach (var style in styles.Where(style => style.Mask is not null))
        {
            AddRegion(terms, settings, run, [style], style.Mask, $" of {style.Name}", pool);
        }
    }

    private void AddRegion(
        List<FeatureTerm<float>> terms, RenderSettings settings, NetworkRun<float> run, LevelStyle[] styles, Picture? mask, string suffix, TensorPool pool)
    {
        var share = styles.Sum(style => style.Weight);
        var total = settings.StyleLayers.Sum(layer => layer.Weight);
        var targets = Measure(settings.StyleLayers, styles, pool);
        foreach (var (tap, weight) in settings.StyleLayers)
        {
            using var target = targets[tap];
            using var positions = mask is null ? null : PositionWeights(mask, run.Tap(tap).Shape, pool);
            var loss = new GramLoss<float>(target.Gram, settings.Normalisation, workers, pool, positions);
            terms.Add(new FeatureTerm<float>($"style {tap}{suffix}", tap, settings.StyleWeight * share * weight / total, loss));
        }
    }

    private Dictionary<string, GramTarget<float>> Measure(IReadOnlyList<LayerWeight> layers, LevelStyle[] styles, TensorPool pool)
    {
        var targets = new Dictionary<string, GramTarget<float>>();
        foreach (var style in styles)
        {
            using var run = network.Prepare([1, 3, style.Picture.Height, style.Picture.Width], [.. layers.Select(layer => layer.Tap)], workers, pool);
            style.Picture.Samples.CopyTo(run.Source.Span);
            run.Forward();
            foreach (var (tap, _) in layers)
            {
                var features = run.Tap(tap);
                if (!targets.TryGetValue(tap, out var target))
                {
                    targets[tap] = target = new GramTarget<float>(features.Shape[1], workers, pool);
                }

                target.Add(features, style.Weight);
            }
        }

        return targets;
    }

    // The luminance of the mask, averaged over the pixels that each position of the layer stands for.
    private Tensor<float> PositionWeights(Picture mask, Shape layer, TensorPool pool)
    {
        var luminance = new float[mask.PlaneLength];
        for (var i = 0; i < luminance.Length; i++)
        {
            luminance[i] = Math.Clamp(Luminance.Of(mask.Plane(0)[i], mask.Plane(1)[i], mask.Plane(2)[i]), 0, 1);
        }

        var weights = pool.Rent<float>([layer[2] * layer[3]]);
        Resampler.ResizePlane(luminance, mask.Width, mask.Height, layer[3], layer[2], ResampleFilter.Box, workers).CopyTo(weights.Span);
        return weights;
    }
}

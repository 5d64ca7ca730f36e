using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Tiling;
using StyleForge.Models.Execution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Backends.Managed;

/// <summary>A pyramid level on the managed engine, with the windows that were chosen for it.</summary>
internal sealed class ManagedLevel(
    ManagedFeatures features, NetworkWindows pictureWindows, NetworkWindows styleWindows, LevelWindows windows, LevelSizes sizes, LevelCost cost) : ILevel
{
    private readonly ObjectiveDescription _wanted = features.Wanted;
    private readonly WorkerPool _workers = features.Host.Workers;

    /// <inheritdoc/>
    public LevelCost Cost => cost;

    /// <inheritdoc/>
    public IObjective<float> Make(LevelPictures pictures, TensorPool pool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        RequireSizes(pictures);
        var targets = new List<RegionTargets>();
        var terms = new List<FeatureTerm<float>>();
        WindowedRun<float>? run = null;
        try
        {
            // Styles first: the memory of looking at them is free again before the picture's own is taken.
            if (_wanted.StyleWeight > 0)
            {
                foreach (var region in StyleRegion.Of(pictures, _workers))
                {
                    targets.Add(new RegionTargets(region, picture => styleWindows.Prepare(windows.Styles[(picture.Height, picture.Width)], _workers, pool), _wanted.StyleTaps, _workers, pool, cancellation));
                }
            }

            cancellation.ThrowIfCancellationRequested();
            run = pictureWindows.Prepare(windows.Picture, _workers, pool);
            features.Host.Log.Kernels(features.Network, run.Run);
            AddContent(terms, run, pictures, pool, cancellation);
            foreach (var target in targets)
            {
                AddStyle(terms, run, target, pool);
            }

            var totalVariation = _wanted.TotalVariationWeight > 0
                ? new TotalVariationLoss<float>(_wanted.TotalVariation, [3, sizes.Height, sizes.Width], _workers, pool)
                : null;
            return new StyleObjective<float>(run, terms, totalVariation, _wanted.TotalVariationWeight);
        }
        catch
        {
            terms.ForEach(term => term.Loss.Dispose());
            run?.Dispose();
            throw;
        }
        finally
        {
            targets.ForEach(target => target.Dispose());
        }
    }

    private void RequireSizes(LevelPictures pictures)
    {
        var given = pictures.Styles.Select(style => (style.Picture.Width, style.Picture.Height, style.Mask is not null)).Prepend((pictures.Content.Width, pictures.Content.Height, false));
        if ((pictures.Protected is not null && !sizes.IsProtected) || !given.SequenceEqual(sizes.Styles.Select(style => (style.Width, style.Height, style.IsMasked)).Prepend((sizes.Width, sizes.Height, false))))
        {
            throw new ArgumentException($"The pictures have other sizes than the level of {sizes.Width}×{sizes.Height} was planned for.", nameof(pictures));
        }
    }

    private void AddContent(List<FeatureTerm<float>> terms, WindowedRun<float> run, LevelPictures pictures, TensorPool pool, CancellationToken cancellation)
    {
        var plain = _wanted.ContentTerms.Count;
        LossTerm[] described = [.. _wanted.ContentTerms, .. pictures.Protected is null ? [] : _wanted.ProtectedTerms];
        if (described.Length == 0)
        {
            return;
        }

        var targets = new List<FeatureTarget<float>>();
        try
        {
            targets.AddRange(described.Select(term => new FeatureTarget<float>(run.LayerOf(term.Tap), run.Run.Lanes, _workers, pool)));
            foreach (var window in run.Plan.Features.Windows)
            {
                cancellation.ThrowIfCancellationRequested();
                run.Forward(pictures.Content.Samples, window, new ContentObserver(described, targets, run, window));
            }

            if (pictures.Protected is { } area)
            {
                targets[plain..].ForEach(target => target.Weigh(area.ContentShares(target.Shape[2], target.Shape[3], _workers)));
            }
        }
        catch
        {
            targets.ForEach(target => target.Dispose());
            throw;
        }

        var parts = pictures.Protected?.Parts ?? 1;
        terms.AddRange(described.Zip(targets, (term, target) => (term, target)).Select((pair, number) => new FeatureTerm<float>(
            pair.term.Name, pair.term.Tap, number < plain ? pair.term.Weight : parts * pair.term.Weight, new ContentLoss<float>(pair.target, _wanted.Normalisation))));
    }

    private void AddStyle(List<FeatureTerm<float>> terms, WindowedRun<float> run, RegionTargets targets, TensorPool pool)
    {
        foreach (var term in _wanted.StyleTerms(targets.Region))
        {
            using var positions = PositionWeights(targets.Region, run.LayerOf(term.Tap), pool);
            terms.Add(new FeatureTerm<float>(
                term.Name, term.Tap, term.Weight, new GramLoss<float>(targets.Gram(term.Tap), _wanted.Normalisation, _workers, pool, positions)));
        }
    }

    private Tensor<float>? PositionWeights(StyleRegion region, Shape layer, TensorPool pool)
    {
        if (region.PositionWeights(layer[2], layer[3], _workers) is not { } positions)
        {
            return null;
        }

        var weights = pool.Rent<float>([layer[2], layer[3]]);
        positions.CopyTo(weights.Span);
        return weights;
    }

    private sealed class ContentObserver(
        IReadOnlyList<LossTerm> terms, List<FeatureTarget<float>> targets, WindowedRun<float> run, PictureWindow window) : ITapObserver<float>
    {
        public void Observe(string tap, int firstRow, FeatureMap<float> activations)
        {
            for (var i = 0; i < terms.Count; i++)
            {
                if (terms[i].Tap == tap)
                {
                    targets[i].Set(activations, run.At(tap, window, firstRow, activations.Shape[2]));
                }
            }
        }
    }
}

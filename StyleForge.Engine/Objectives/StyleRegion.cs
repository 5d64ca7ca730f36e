using System.Globalization;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Objectives;

/// <summary>
/// A part of the picture and the styles that it should look like: styles that go everywhere share one region, whose target is
/// their weighted mean; a masked style has its own.
/// </summary>
/// <param name="Suffix">What tells its terms from those of other regions: <c>" of waves"</c>, or nothing where it is everywhere.</param>
/// <param name="Share">Its share of the style weight, above 0: how much of the picture it makes up.</param>
/// <param name="Mask">Where the region is; null for everywhere.</param>
/// <param name="Styles">Its styles, one or more.</param>
public sealed record StyleRegion(string Suffix, double Share, Picture? Mask, IReadOnlyList<LevelStyle> Styles)
{
    /// <summary>Where the style counts less; null for nowhere.</summary>
    public ProtectedArea? Protected { get; init; }

    /// <summary>
    /// The regions of a level's styles: everywhere first, then the masked styles in their order. At a pixel each region counts by its weight times its mask,
    /// as parts of their sum there, or of the largest weight where that is more: styles that meet divide a pixel, and one that is alone there is as strong
    /// as its weight is beside the heaviest. A region's share is the mean of that over the picture, so a style is as strong on a face as on all of the
    /// picture, however small the face.
    /// </summary>
    /// <remarks>Departure: the regions of Gatys et al. 2017 ("Controlling perceptual factors in neural style transfer") count by a weight each, whatever their size.</remarks>
    /// <param name="pictures">The pictures of the level.</param>
    /// <param name="workers">The threads to work on.</param>
    public static IReadOnlyList<StyleRegion> Of(LevelPictures pictures, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var regions = Of(pictures.Styles);
        var shares = regions.Any(region => region.Mask is not null) ? Shares(regions, pictures.Content.Height, pictures.Content.Width, workers) : null;
        return [.. regions.Select((region, i) => region with { Share = shares?[i] ?? region.Share, Protected = pictures.Protected })];
    }

    // Their share is still that of their weights.
    internal static IReadOnlyList<StyleRegion> Of(IReadOnlyList<LevelStyle> styles)
    {
        var everywhere = styles.Where(style => style.Mask is null).ToArray();
        var regions = new List<StyleRegion>();
        if (everywhere.Length > 0)
        {
            regions.Add(new StyleRegion("", everywhere.Sum(style => style.Weight), Mask: null, everywhere));
        }

        // Two files of one name in different folders are told apart by a number that makes no third name.
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var style in styles.Where(style => style.Mask is not null))
        {
            var name = style.Name;
            for (var number = 2; !names.Add(name); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{style.Name} ({number})");
            }

            regions.Add(new StyleRegion($" of {name}", style.Weight, style.Mask, [style]));
        }

        return regions;
    }

    private static double[] Shares(IReadOnlyList<StyleRegion> regions, int height, int width, WorkerPool workers)
    {
        float[]?[] masks = [.. regions.Select(region => region.Mask is null ? null : PositionMask.Of(region.Mask, height, width, workers))];
        var (shares, own, heaviest) = (new double[regions.Count], new double[regions.Count], regions.Max(region => region.Share));
        for (var i = 0; i < height * width; i++)
        {
            var sum = 0.0;
            for (var region = 0; region < own.Length; region++)
            {
                own[region] = (masks[region]?[i] ?? 1) * regions[region].Share;
                sum += own[region];
            }

            for (var region = 0; region < own.Length; region++)
            {
                shares[region] += own[region] / Math.Max(sum, heaviest) / ((double)height * width);
            }
        }

        return shares;
    }

    /// <summary>
    /// How much each position of a layer counts, 0 to 1: the luminance of the mask, averaged over the pixels that the position
    /// stands for, and less where it is protected.
    /// </summary>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <returns>H·W numbers, row by row; null where the region is everywhere alike.</returns>
    public float[]? PositionWeights(int height, int width, WorkerPool workers)
    {
        var shares = Protected?.StyleShares(height, width, workers);
        if (Mask is null)
        {
            return shares;
        }

        var weights = PositionMask.Of(Mask, height, width, workers);
        for (var i = 0; shares is not null && i < weights.Length; i++)
        {
            weights[i] *= shares[i];
        }

        return weights;
    }
}

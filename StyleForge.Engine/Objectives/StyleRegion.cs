using System.Globalization;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Objectives;

/// <summary>
/// A part of the picture and the styles that it should look like: styles that go everywhere share one region, whose target is
/// their weighted mean; a masked style has its own.
/// </summary>
/// <param name="Suffix">What tells its terms from those of other regions: <c>" of waves"</c>, or nothing where it is everywhere.</param>
/// <param name="Share">Its share of the style weight, above 0: the sum of the weights of its styles.</param>
/// <param name="Mask">Where the region is; null for everywhere.</param>
/// <param name="Styles">Its styles, one or more.</param>
public sealed record StyleRegion(string Suffix, double Share, Picture? Mask, IReadOnlyList<LevelStyle> Styles)
{
    /// <summary>Where the style counts less; null for nowhere.</summary>
    public ProtectedArea? Protected { get; init; }

    /// <summary>The regions of a level's styles, less where it is protected.</summary>
    public static IReadOnlyList<StyleRegion> Of(LevelPictures pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return [.. Of(pictures.Styles).Select(region => region with { Protected = pictures.Protected })];
    }

    /// <summary>The regions of a level's styles: everywhere first, then the masked styles in their order.</summary>
    public static IReadOnlyList<StyleRegion> Of(IReadOnlyList<LevelStyle> styles)
    {
        ArgumentNullException.ThrowIfNull(styles);
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

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
    /// stands for.
    /// </summary>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <returns>H·W numbers, row by row; null where the region is everywhere.</returns>
    public float[]? PositionWeights(int height, int width, WorkerPool workers)
    {
        if (Mask is null)
        {
            return null;
        }

        var luminance = new float[Mask.PlaneLength];
        for (var i = 0; i < luminance.Length; i++)
        {
            luminance[i] = Math.Clamp(Luminance.Of(Mask.Plane(0)[i], Mask.Plane(1)[i], Mask.Plane(2)[i]), 0, 1);
        }

        return Resampler.ResizePlane(luminance, Mask.Width, Mask.Height, width, height, ResampleFilter.Box, workers);
    }
}

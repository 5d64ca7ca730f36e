using StyleForge.Engine.Settings;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;

namespace StyleForge.Engine.Objectives;

/// <summary>
/// What is to be made small, as data: content cost + style cost + total variation (Gatys et al. 2016, equation 7). A backend
/// builds its objective from this and from the pictures of a level, and from nothing else.
/// </summary>
/// <remarks>
/// The terms of a level are, in the order of the parts: <see cref="ContentTerms"/>, where something is protected <see cref="ProtectedTerms"/>, <see cref="StyleTerms"/> of each region of
/// <see cref="StyleRegion.Of(LevelPictures, StyleForge.Models.Threading.WorkerPool)"/>, and <see cref="TotalVariationName"/> where its weight is above 0. What each term computes:
/// <list type="bullet">
/// <item>content: <c>λ·Σ(F − F′)²</c> with the content's features F′, computed by <c>ContentLoss</c>;</item>
/// <item>protected: the same with each square multiplied by its position's share in the protected area, and λ over the area;</item>
/// <item>style: <c>λ·Σ(G − G′)²</c> with <c>G = F·diag(m²)·Fᵀ/Σm²</c> and the mean G′ of the region's styles, computed by <c>GramLoss</c> and <c>GramTarget</c>;</item>
/// <item>total variation: over the picture itself, see <see cref="TotalVariationKind"/>.</item>
/// </list>
/// </remarks>
public sealed record ObjectiveDescription
{
    // How many times more than the content as a whole what is protected counts at most.
    private const double ProtectedEmphasis = 30;

    /// <summary>What the names of the parts on styles begin with.</summary>
    public const string StylePrefix = "style ";

    /// <summary>The name of the part that is on the picture itself.</summary>
    public const string TotalVariationName = "total variation";

    /// <summary>How the network pools.</summary>
    public required PoolingKind Pooling { get; init; }

    /// <summary>What its convolutions read beyond the edge.</summary>
    public required BorderMode Border { get; init; }

    /// <summary>Weight of all content terms together; at 0 there are none.</summary>
    public required double ContentWeight { get; init; }

    /// <summary>The taps at which the content is compared; their weights count beside each other.</summary>
    public required IReadOnlyList<LayerWeight> ContentLayers { get; init; }

    /// <summary>Weight of all style terms together; at 0 there are none, and the styles are not looked at.</summary>
    public required double StyleWeight { get; init; }

    /// <summary>The taps at which styles are compared; their weights count beside each other.</summary>
    public required IReadOnlyList<LayerWeight> StyleLayers { get; init; }

    /// <summary>What squared differences are divided by: λ.</summary>
    public required LossNormalisation Normalisation { get; init; }

    /// <summary>Weight of the total variation; at 0 there is none.</summary>
    public required double TotalVariationWeight { get; init; }

    /// <summary>Weight of all terms together on what is protected, where something is.</summary>
    public double ProtectedWeight { get; init; }

    /// <summary>How the total variation is measured.</summary>
    public TotalVariationKind TotalVariation { get; init; } = TotalVariationKind.SquaredMean;

    /// <summary>The taps that are looked at, each once: those of terms without weight too.</summary>
    public IReadOnlyList<string> Taps => [.. ContentLayers.Concat(StyleLayers).Select(layer => layer.Tap).Distinct()];

    /// <summary>The taps that a style picture is looked at, each once.</summary>
    public IReadOnlyList<string> StyleTaps => [.. StyleLayers.Select(layer => layer.Tap).Distinct()];

    /// <summary>The terms on the content.</summary>
    public IReadOnlyList<LossTerm> ContentTerms
    {
        get
        {
            var total = ContentLayers.Sum(layer => layer.Weight);
            return ContentWeight > 0
                ? [.. ContentLayers.Select(layer => new LossTerm($"content {layer.Tap}", layer.Tap, ContentWeight * layer.Weight / total))]
                : [];
        }
    }

    /// <summary>The terms on the content where it is protected: at every tap that is looked at, so that forms and strokes, light and colour stay.</summary>
    public IReadOnlyList<LossTerm> ProtectedTerms => ProtectedWeight > 0
        ? [.. Taps.Select(tap => new LossTerm($"protected {tap}", tap, ProtectedWeight / Taps.Count))]
        : [];

    /// <summary>What the settings of a plan want.</summary>
    public static ObjectiveDescription Of(RenderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var strength = Math.Pow(10, 4 * (settings.StyleStrength - 0.5));
        return new ObjectiveDescription
        {
            Pooling = settings.Pooling,
            Border = settings.Padding,
            ContentWeight = settings.ContentWeight,
            ContentLayers = settings.ContentLayers,
            StyleWeight = settings.StyleWeight * strength,
            StyleLayers = settings.StyleLayers,
            Normalisation = settings.Normalisation,
            TotalVariationWeight = settings.TotalVariationWeight,

            // As strong beside the style whatever its strength, and like that ten times stronger for each quarter more.
            ProtectedWeight = settings.Protect.Count > 0 && settings.ProtectStrength > 0
                ? ProtectedEmphasis * (settings.ContentWeight > 0 ? settings.ContentWeight : 1) * strength * Math.Pow(10, 4 * (settings.ProtectStrength - 1))
                : 0,
        };
    }

    /// <summary>The terms on a region of the picture.</summary>
    public IReadOnlyList<LossTerm> StyleTerms(StyleRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        var total = StyleLayers.Sum(layer => layer.Weight);
        return StyleWeight > 0
            ? [.. StyleLayers.Select(layer => new LossTerm($"{StylePrefix}{layer.Tap}{region.Suffix}", layer.Tap, StyleWeight * region.Share * layer.Weight / total))]
            : [];
    }
}

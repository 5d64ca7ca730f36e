namespace StyleForge.Engine.Judging;

/// <summary>What was measured of a picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Styles">How far it is from the style, in one network after the other.</param>
/// <param name="Ssim">How alike its luminance is to the content's; 1 where they are equal.</param>
/// <param name="Lpips">How far it is from the content as people see it, from 0; null where that was not measured.</param>
/// <param name="FineChroma">The share of its chroma in fine detail, 0 to 1.</param>
/// <param name="StyleFineChroma">The same of its style.</param>
/// <param name="Border">How much more its edges differ from what lies beside them than lines inside do; 1 where they do not.</param>
public sealed record Judgement(
    int Width, int Height, IReadOnlyList<StyleJudgement> Styles, double Ssim, double? Lpips, double FineChroma, double StyleFineChroma, double Border)
{
    /// <summary>Coloured noise: <see cref="FineChroma"/> as a multiple of the style's own. Not finite where the style has none.</summary>
    public double ColourNoise => FineChroma / StyleFineChroma;
}

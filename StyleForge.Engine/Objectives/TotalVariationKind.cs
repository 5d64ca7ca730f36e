namespace StyleForge.Engine.Objectives;

/// <summary>How the differences between neighbouring pixels x are measured. C·H·W numbers; dx to the right, dy downward.</summary>
public enum TotalVariationKind
{
    /// <summary>
    /// <c>mean dx² + mean dy²</c>, each over its own number of differences (as anishathalye/neural-style): smooth, and the
    /// same weight serves every size. The default.
    /// </summary>
    SquaredMean,

    /// <summary>
    /// <c>Σ|dx| + Σ|dy|</c>, the anisotropic form of Rudin et al. 1992 (as ProGamerGov/neural-style-pt): keeps
    /// edges; grows with the number of pixels. Its derivative where a difference is 0 counts as 0.
    /// </summary>
    Absolute,

    /// <summary>
    /// <c>⅔·mean dx² + ⅔·mean dy² + ⅙·mean d↘² + ⅙·mean d↙²</c> over the picture with its edge pixels repeated outward
    /// (as crowsonkb/style-transfer-pytorch): like <see cref="SquaredMean"/>, but alike in all directions.
    /// </summary>
    NinePoint,
}

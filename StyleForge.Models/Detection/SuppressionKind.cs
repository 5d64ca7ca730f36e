namespace StyleForge.Models.Detection;

/// <summary>What becomes of an object that overlaps a better one of its class.</summary>
public enum SuppressionKind
{
    /// <summary>It is left out where the overlap is above the bound.</summary>
    Hard,

    /// <summary>Its score is multiplied by <c>1 − overlap</c> where the overlap is above the bound (Bodla et al. 2017, equation 2).</summary>
    SoftLinear,

    /// <summary>Its score is multiplied by <c>exp(−overlap² / σ)</c> whatever the overlap (Bodla et al. 2017, equation 3).</summary>
    SoftGaussian,
}

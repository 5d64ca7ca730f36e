namespace StyleForge.Engine.Settings;

/// <summary>What a layer's squared difference is divided by, before its weight. F is C×M; G = F·Fᵀ; primes are the target's.</summary>
public enum LossNormalisation
{
    /// <summary>
    /// By the target's own square: content <c>Σ(F−F′)² / ΣF′²</c>, style <c>Σ(G/CM − G′/CM′)² / Σ(G′/CM′)²</c>. 1 means «as far off as
    /// nothing at all», whatever the network's scale, so one set of weights serves every network.
    /// </summary>
    Relative,

    /// <summary>By the number of elements, as neural-style does: content <c>Σ(F−F′)²/CM</c>, style <c>Σ(G/CM − G′/CM′)²/C²</c>.</summary>
    Mean,

    /// <summary>As printed in Gatys et al. 2016: content <c>½Σ(F−F′)²</c>, style <c>Σ(G/M − G′/M′)² / 4C²</c>.</summary>
    Gatys,
}

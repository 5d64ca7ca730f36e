namespace StyleForge.Engine.Sound;

/// <summary>What a render of sound goes by.</summary>
public sealed record SoundSettings
{
    /// <summary>How much the content counts, 0 or more; with 0 the result is a texture of the style, as long as the content.</summary>
    public double ContentWeight { get; init; } = 0.1;

    /// <summary>How much the style counts, above 0.</summary>
    public double StyleWeight { get; init; } = 1;

    /// <summary>Steps of L-BFGS for each stretch, 1 or more.</summary>
    public int Iterations { get; init; } = 150;

    /// <summary>Random filters, 1 or more; memory and time grow with them.</summary>
    public int Filters { get; init; } = 4096;

    /// <summary>Rounds of Griffin and Lim's search for phases, 1 or more.</summary>
    public int PhaseRounds { get; init; } = 100;

    /// <summary>What the filters, and the noise that a texture starts from, are drawn with.</summary>
    public int Seed { get; init; }
}

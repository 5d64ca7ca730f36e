namespace StyleForge.Engine.Codecs;

/// <summary>What a file says about the meaning of its samples.</summary>
/// <param name="IccProfile">The embedded ICC profile, or null: then samples are taken as sRGB.</param>
/// <param name="Gamma">The exponent of PNG's gAMA chunk (0.45455 for sRGB-like), or null.</param>
/// <param name="IsSrgb">True where the file says outright that it is sRGB.</param>
public sealed record ColourFacts(ReadOnlyMemory<byte>? IccProfile = null, double? Gamma = null, bool IsSrgb = false)
{
    /// <summary>The file said nothing.</summary>
    public static ColourFacts Unstated { get; } = new();

    /// <summary>True for the exponent by which writers approximate sRGB, 1/2.2, with the rounding that they give it.</summary>
    public static bool IsGammaOfSrgb(double gamma) => Math.Abs(gamma - (1 / 2.2)) <= 0.02;
}

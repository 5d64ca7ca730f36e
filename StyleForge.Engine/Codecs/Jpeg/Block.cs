namespace StyleForge.Engine.Codecs.Jpeg;

/// <summary>The extents of the squares that the cosine transform works on.</summary>
internal static class Block
{
    /// <summary>Samples across and down.</summary>
    public const int Side = 8;

    /// <summary>Samples, or coefficients.</summary>
    public const int Size = 64;
}

namespace StyleForge.Models.Tensors;

/// <summary>A rectangle of positions.</summary>
/// <param name="Top">The first row.</param>
/// <param name="Left">The first column.</param>
/// <param name="Height">How many rows.</param>
/// <param name="Width">How many columns.</param>
public readonly record struct Region(int Top, int Left, int Height, int Width)
{
    /// <summary>How many positions.</summary>
    public int Positions => Height * Width;

    /// <summary>One past the last row.</summary>
    public int Bottom => Top + Height;

    /// <summary>One past the last column.</summary>
    public int Right => Left + Width;
}

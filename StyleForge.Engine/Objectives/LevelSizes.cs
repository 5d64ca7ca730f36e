namespace StyleForge.Engine.Objectives;

/// <summary>The extents of the pictures of one pyramid level: <see cref="LevelPictures"/> before there are any.</summary>
/// <param name="Width">Pixels of the picture across.</param>
/// <param name="Height">Pixels of the picture down.</param>
/// <param name="Styles">The style pictures at the size they have at the level, and whether they have a mask.</param>
public sealed record LevelSizes(int Width, int Height, IReadOnlyList<(int Width, int Height, bool IsMasked)> Styles)
{
    /// <summary>True where the pictures may have a <see cref="LevelPictures.Protected"/> area.</summary>
    public bool IsProtected { get; init; }
}

namespace StyleForge.Artwork.Sheets;

/// <summary>Where a picture of a sheet goes.</summary>
/// <param name="Cell">The picture.</param>
/// <param name="Left">Its left edge.</param>
/// <param name="Top">Its upper edge.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
internal sealed record SheetPlace(SheetCell Cell, int Left, int Top, int Width, int Height);

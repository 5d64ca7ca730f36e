namespace StyleForge.Artwork.Sheets;

/// <summary>A column of a sheet.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Title">A line above it, at the top of the sheet.</param>
internal sealed record SheetColumn(int Width, string? Title = null);

namespace StyleForge.Artwork.Sheets;

/// <summary>A row of a sheet.</summary>
/// <param name="Height">Pixels down of its pictures.</param>
/// <param name="Cells">Its pictures from left to right; null leaves a place empty, and places that a picture of an earlier row takes are passed over.</param>
/// <param name="Title">A line above it.</param>
internal sealed record SheetRow(int Height, IReadOnlyList<SheetCell?> Cells, string? Title = null);

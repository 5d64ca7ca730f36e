namespace StyleForge.Artwork.Sheets;

/// <summary>A line of text of a sheet.</summary>
/// <param name="Text">The text.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Top">Upper edge of the line.</param>
internal sealed record SheetLine(string Text, int Left, int Top);

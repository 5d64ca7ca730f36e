namespace StyleForge.Reports;

/// <summary>A picture made small for a page.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Address">The picture itself, a JPEG in a data address.</param>
internal sealed record Thumbnail(int Width, int Height, string Address);

namespace StyleForge.Artwork.Sheets;

/// <summary>A picture of a sheet.</summary>
/// <param name="Picture">Its file; a relative path starts from the folder of the sheet's file.</param>
/// <param name="Caption">A line below it.</param>
/// <param name="Across">Columns that it takes.</param>
/// <param name="Down">Rows that it takes.</param>
/// <param name="Fit">How it comes into its cell.</param>
internal sealed record SheetCell(string Picture, string? Caption = null, int Across = 1, int Down = 1, CellFit Fit = CellFit.Fill);

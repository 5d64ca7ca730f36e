namespace StyleForge.Artwork.Sheets;

/// <summary>How a picture comes into a cell of other proportions.</summary>
internal enum CellFit
{
    /// <summary>It fills the cell, and what stands out at two sides is cut off.</summary>
    Fill,

    /// <summary>All of it is seen, with background at two sides.</summary>
    Whole,
}

using StyleForge.Artwork.Drawing;

namespace StyleForge.Artwork.Catalogue;

/// <summary>A picture of the catalogue: what to write about it, and how to draw it.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Title">The picture's title.</param>
/// <param name="Description">What one sees.</param>
/// <param name="Made">How it is made.</param>
/// <param name="SuggestedSettings">Job-file settings that suit it.</param>
/// <param name="Draw">Draws it; takes pixels of the longer side.</param>
internal sealed record Artwork(
    string Name,
    string Title,
    string Description,
    Making Made,
    IReadOnlyDictionary<string, double> SuggestedSettings,
    Func<int, Canvas> Draw);

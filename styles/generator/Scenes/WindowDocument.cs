namespace StyleForge.Artwork.Scenes;

/// <summary>A glowing window of a scene file; it shines to the side of across × up.</summary>
/// <param name="Corner">One corner: x, y, z.</param>
/// <param name="Across">Edge to the next corner.</param>
/// <param name="Up">Edge to the other neighbour.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Strength">Factor on that colour.</param>
internal sealed record WindowDocument(float[] Corner, float[] Across, float[] Up, string Colour, float Strength);

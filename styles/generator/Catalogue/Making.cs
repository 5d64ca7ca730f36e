namespace StyleForge.Artwork.Catalogue;

/// <summary>How a picture was made.</summary>
/// <param name="Generator">Folder of the program.</param>
/// <param name="Command">What to pass to it.</param>
/// <param name="Technique">In a sentence.</param>
/// <param name="Seed">Where all chance comes from.</param>
/// <param name="Scene">The scene file, for traced pictures.</param>
/// <param name="Samples">Paths of light a pixel, for traced pictures.</param>
internal sealed record Making(string Generator, string Command, string Technique, uint Seed, string? Scene = null, int? Samples = null);

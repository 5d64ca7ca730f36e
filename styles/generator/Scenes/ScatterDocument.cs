namespace StyleForge.Artwork.Scenes;

/// <summary>Repeats a thing at chance places.</summary>
/// <param name="Count">How many places are tried.</param>
/// <param name="Low">Least x and z.</param>
/// <param name="High">Greatest x and z.</param>
/// <param name="Scale">Least and greatest factor on the size.</param>
/// <param name="Height">Least and greatest height of the ground where it may stand; absent for any.</param>
/// <param name="Clump">0 for even, towards 1 for groves with clearings.</param>
internal sealed record ScatterDocument(int Count, float[] Low, float[] High, float[]? Scale, float[]? Height, float Clump);

namespace StyleForge.Training.Embeddings;

/// <summary>Two pictures of a batch, by their places.</summary>
/// <param name="First">One.</param>
/// <param name="Second">The other.</param>
/// <param name="IsSame">True where both are of one class.</param>
internal readonly record struct PicturePair(int First, int Second, bool IsSame);

namespace StyleForge.Training.Embeddings;

/// <summary>Three pictures of a batch, by their places.</summary>
/// <param name="Anchor">The picture that the others are compared with.</param>
/// <param name="Positive">Another of its class.</param>
/// <param name="Negative">One of another class.</param>
internal readonly record struct Triplet(int Anchor, int Positive, int Negative);

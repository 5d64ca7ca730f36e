namespace StyleForge.Training.Embeddings;

/// <summary>A question: which of some pictures, each of another class, is of the class of this one?</summary>
/// <param name="Query">The picture, by its place.</param>
/// <param name="Choices">The others, by theirs.</param>
/// <param name="Right">The place of the right one among them.</param>
public sealed record OneShotTask(int Query, IReadOnlyList<int> Choices, int Right);

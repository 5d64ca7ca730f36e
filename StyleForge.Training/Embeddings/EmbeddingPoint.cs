namespace StyleForge.Training.Embeddings;

/// <summary>A point of the curve of an embedding's training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">The mean loss of the steps since the point before.</param>
/// <param name="Open">The share of what they learned from that was not yet as it should be: triplets within the margin, or pairs taken for the other kind; 0 to 1.</param>
/// <param name="Unseen">The share of right answers to questions about held-out classes, 0 to 1; null without any.</param>
public sealed record EmbeddingPoint(int Step, double Loss, double Open, double? Unseen);

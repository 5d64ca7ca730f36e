namespace StyleForge.Training.Embeddings;

/// <summary>What an embedding is trained by.</summary>
public enum EmbeddingLoss
{
    /// <summary>Triplets: a picture shall be nearer to one of its class than to one of another, by a margin (Schroff, Kalenichenko and Philbin 2015).</summary>
    Triplet,

    /// <summary>Pairs: logistic regression on absolute differences shall say whether two pictures are of one class (Koch, Zemel and Salakhutdinov 2015).</summary>
    SiameseLogistic,

    /// <summary>Pairs: the same on squared differences, each over the sum of the two numbers (Taigman, Yang, Ranzato and Wolf 2014).</summary>
    SiameseChiSquare,
}

namespace StyleForge.Models.Classification;

/// <summary>What makes two embeddings alike.</summary>
public enum LikenessKind
{
    /// <summary>A small distance: the sum of squared differences.</summary>
    Distance,

    /// <summary>What logistic regression learned of absolute differences, number by number (Koch, Zemel and Salakhutdinov 2015).</summary>
    Logistic,

    /// <summary>What logistic regression learned of squared differences, each over the sum of the two numbers (Taigman et al. 2014).</summary>
    ChiSquare,
}

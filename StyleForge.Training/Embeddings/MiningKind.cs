namespace StyleForge.Training.Embeddings;

/// <summary>Which triplets of a batch are learned from.</summary>
public enum MiningKind
{
    /// <summary>For each pair of one class any picture of another.</summary>
    Random,

    /// <summary>For each pair of one class the nearest picture of another that is farther away than the pair's second; where none is, the farthest of all (Schroff et al. 2015).</summary>
    SemiHard,

    /// <summary>For each picture the farthest of its class and the nearest of another (Hermans, Beyer and Leibe 2017).</summary>
    Hard,
}

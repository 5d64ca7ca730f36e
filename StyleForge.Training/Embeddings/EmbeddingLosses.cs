using StyleForge.Models.Classification;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Embeddings;

/// <summary>The losses that embeddings are trained by, on libtorch. Results are in the caller's dispose scope.</summary>
internal static class EmbeddingLosses
{
    // Keeps the gradient finite of what has no length.
    private const double LeastSquare = 1e-24;

    /// <summary>Brings rows to unit length.</summary>
    /// <param name="rows"><c>(N, D)</c>.</param>
    public static Tensor Unit(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return (rows / rows.Squared().sum(1, keepdim: true).clamp_min(Held(LeastSquare)).sqrt()).MoveToOuterDisposeScope();
    }

    /// <summary>Squared distances of all rows from each other, <c>(N, N)</c>.</summary>
    /// <param name="rows"><c>(N, D)</c>, of unit length.</param>
    public static Tensor Distances(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return rows.mm(rows.t()).mul_(Held(-2)).add_(Held(2), One).clamp_min_(Held(0)).MoveToOuterDisposeScope();
    }

    /// <summary>For each triplet how much is missing of the margin by which the negative shall be farther than the positive, 0 or more.</summary>
    /// <param name="rows"><c>(N, D)</c>, of unit length.</param>
    /// <param name="triplets">The triplets.</param>
    /// <param name="margin">The margin, of squared distances.</param>
    public static Tensor Triplets(Tensor rows, IReadOnlyList<Triplet> triplets, double margin)
    {
        using var scope = NewDisposeScope();
        var anchors = Take(rows, triplets.Select(own => own.Anchor));
        var near = (anchors - Take(rows, triplets.Select(own => own.Positive))).Squared().sum(1);
        var far = (anchors - Take(rows, triplets.Select(own => own.Negative))).Squared().sum(1);
        return (near - far).Plus(margin).relu().MoveToOuterDisposeScope();
    }

    /// <summary>For each pair the logarithm of the odds that both are of one class.</summary>
    /// <param name="rows"><c>(N, D)</c>, of unit length.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="head">How much each number's difference counts, and last the sum at which the odds are even: <c>(D + 1)</c>.</param>
    /// <param name="kind">How numbers are compared: logistic or chi-square.</param>
    public static Tensor Odds(Tensor rows, IReadOnlyList<PicturePair> pairs, Tensor head, LikenessKind kind)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Take(rows, pairs.Select(pair => pair.First)), Take(rows, pairs.Select(pair => pair.Second)));
        var differences = (first - second).abs();
        if (kind == LikenessKind.ChiSquare)
        {
            differences = differences.Squared() / first.abs().Plus(second.abs()).Plus(Likeness.Epsilon);
        }

        var length = rows.shape[1];
        return (head.narrow(0, length, 1) - differences.mv(head.narrow(0, 0, length))).MoveToOuterDisposeScope();
    }

    /// <summary>Cross-entropy of each pair.</summary>
    /// <param name="odds">The logarithms of the odds.</param>
    /// <param name="pairs">The pairs, as many.</param>
    public static Tensor CrossEntropy(Tensor odds, IReadOnlyList<PicturePair> pairs)
    {
        using var scope = NewDisposeScope();
        var signs = tensor([.. pairs.Select(pair => pair.IsSame ? 1f : -1f)], [pairs.Count], device: odds.device);
        return nn.functional.logsigmoid(odds.mul(signs)).neg().MoveToOuterDisposeScope();
    }

    private static Tensor Take(Tensor rows, IEnumerable<int> places)
    {
        long[] own = [.. places.Select(place => (long)place)];
        return rows.index_select(0, tensor(own, [own.Length], device: rows.device));
    }
}

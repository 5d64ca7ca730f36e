using StyleForge.Models.Classification;
using StyleForge.Models.Fitting;
using StyleForge.Tests.TestKit;
using StyleForge.Training.Embeddings;
using static TorchSharp.torch;

namespace StyleForge.Tests.Training;

public sealed class EmbeddingLossesTests
{
    // Squared distances: 2 between the first two, 0.8 and 0.4 from them to the third.
    private static readonly float[,] Rows = { { 1, 0 }, { 0, 1 }, { 0.6f, 0.8f } };

    [TorchFact]
    public void Rows_are_brought_to_unit_length_and_one_of_zeros_stays_without_breaking_the_gradient()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new float[,] { { 3, 4 }, { 0, 0 } }, requires_grad: true);

        var unit = EmbeddingLosses.Unit(rows);
        unit.sum().backward();

        Assert.Equal([0.6f, 0.8f, 0, 0], unit.data<float>().ToArray());
        Assert.All(rows.grad!.data<float>().ToArray(), number => Assert.True(float.IsFinite(number)));
        var managed = new float[] { 3, 4 };
        Likeness.Normalise(managed);
        Assert.Equal([0.6f, 0.8f], managed);
    }

    [TorchFact]
    public void A_triplet_lacks_what_its_negative_is_too_near()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(Rows);

        Close([0, 2, 0.8, 2, 0, 0.4, 0.8, 0.4, 0], EmbeddingLosses.Distances(rows));
        Close([2 - 0.8 + 0.2, 0, 0.5 - (0.8 - 0.4)], stack([
            EmbeddingLosses.Triplets(rows, [new Triplet(0, 1, 2)], 0.2)[0],
            EmbeddingLosses.Triplets(rows, [new Triplet(2, 1, 0)], 0.2)[0],
            EmbeddingLosses.Triplets(rows, [new Triplet(2, 1, 0)], 0.5)[0]], 0));
    }

    [TorchFact]
    public void Pairs_are_judged_by_weighted_differences()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(Rows);
        PicturePair[] pairs = [new(0, 2, true), new(1, 2, false)];
        var head = tensor([2f, 3f, 1f]);

        // 1 − 2·0.4 − 3·0.8 and 1 − 2·0.6 − 3·0.2.
        var logistic = EmbeddingLosses.Odds(rows, pairs, head, LikenessKind.Logistic);
        Close([-2.2, -0.8], logistic);
        Close([Math.Log(1 + Math.Exp(2.2)), Math.Log(1 + Math.Exp(-0.8))], EmbeddingLosses.CrossEntropy(logistic, pairs));

        // 1 − 2·0.16/1.6 − 3·0.64/0.8 and 1 − 2·0.36/0.6 − 3·0.04/1.8.
        Close([-1.6, 1 - 1.2 - (0.12 / 1.8)], EmbeddingLosses.Odds(rows, pairs, head, LikenessKind.ChiSquare));
    }

    [TorchTheory]
    [InlineData(LikenessKind.Logistic)]
    [InlineData(LikenessKind.ChiSquare)]
    public void What_is_compared_after_the_training_is_what_was_learned(LikenessKind kind)
    {
        using var scope = NewDisposeScope();
        var numbers = new float[4 * 6];
        new SplitMix64(1).FillNormal(numbers, 1);
        var rows = EmbeddingLosses.Unit(tensor(numbers, [4, 6]));
        float[][] managed = [.. rows.data<float>().ToArray().Chunk(6)];
        float[] head = [0.5f, 1, 2, -1, 3, 0, 1.5f];

        var odds = EmbeddingLosses.Odds(rows, [new(0, 1, true), new(2, 3, true)], tensor(head), kind);
        var likeness = new Likeness(kind, [.. head[..^1].Select(number => (double)number)], head[^1]);

        Close([-likeness.Unlikeness(managed[0], managed[1]), -likeness.Unlikeness(managed[2], managed[3])], odds);
        Assert.Equal(EmbeddingLosses.Distances(rows)[0, 1].item<float>(), Likeness.ByDistance.Unlikeness(managed[0], managed[1]), 1e-5);
    }

    private static void Close(double[] expected, Tensor actual) =>
        Assert.All(expected.Zip(actual.reshape(-1).data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
}

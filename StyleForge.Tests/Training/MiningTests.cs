using StyleForge.Models.Fitting;
using StyleForge.Training.Embeddings;

namespace StyleForge.Tests.Training;

public sealed class MiningTests
{
    [Fact]
    public void Semi_hard_triplets_are_all_pairs_of_a_class_with_the_nearest_other_beyond_or_else_the_farthest() => ForRandomBatches((distances, labels, random) =>
    {
        var triplets = Triplets(distances, labels, MiningKind.SemiHard, random);

        Assert.Equal(PairsOfOneClass(labels), triplets.Select(own => (own.Anchor, own.Positive)));
        Assert.All(triplets, own =>
        {
            float[] others = [.. Others(distances, labels, own.Anchor)];
            var positive = distances[own.Anchor, own.Positive];
            float[] beyond = [.. others.Where(distance => distance > positive)];
            Assert.NotEqual(labels[own.Anchor], labels[own.Negative]);
            Assert.Equal(beyond.Length > 0 ? beyond.Min() : others.Max(), distances[own.Anchor, own.Negative]);
        });
    });

    [Fact]
    public void Hard_triplets_are_for_each_picture_the_farthest_own_and_the_nearest_other() => ForRandomBatches((distances, labels, random) =>
    {
        var triplets = Triplets(distances, labels, MiningKind.Hard, random);

        Assert.Equal(Enumerable.Range(0, labels.Length), triplets.Select(own => own.Anchor));
        Assert.All(triplets, own =>
        {
            var positives = Enumerable.Range(0, labels.Length).Where(place => place != own.Anchor && labels[place] == labels[own.Anchor]);
            Assert.Contains(own.Positive, positives);
            Assert.Equal(positives.Max(place => distances[own.Anchor, place]), distances[own.Anchor, own.Positive]);
            Assert.NotEqual(labels[own.Anchor], labels[own.Negative]);
            Assert.Equal(Others(distances, labels, own.Anchor).Min(), distances[own.Anchor, own.Negative]);
        });
    });

    [Fact]
    public void Random_triplets_take_any_picture_of_another_class_about_as_often()
    {
        int[] labels = [0, 0, 1, 1, 2, 2];
        var counts = new int[labels.Length];
        for (var round = 0ul; round < 500; round++)
        {
            var triplets = Triplets(new float[6, 6], labels, MiningKind.Random, new SplitMix64(round));
            Assert.Equal(PairsOfOneClass(labels), triplets.Select(own => (own.Anchor, own.Positive)));
            Assert.All(triplets, own => Assert.NotEqual(labels[own.Anchor], labels[own.Negative]));
            foreach (var own in triplets.Where(own => own.Anchor < 2))
            {
                counts[own.Negative]++;
            }
        }

        Assert.Equal([0, 0], counts[..2]);
        Assert.All(counts[2..], count => Assert.InRange(count, 200, 300));
    }

    [Fact]
    public void Pairs_are_all_of_one_class_and_as_many_of_two() => ForRandomBatches((_, labels, random) =>
    {
        var pairs = Mining.Pairs(labels, random);

        Assert.Equal(PairsOfOneClass(labels).Where(pair => pair.First < pair.Second), pairs.Where(pair => pair.IsSame).Select(pair => (pair.First, pair.Second)));
        Assert.Equal(pairs.Count, 2 * pairs.Count(pair => pair.IsSame));
        Assert.All(pairs, pair => Assert.Equal(pair.IsSame, labels[pair.First] == labels[pair.Second]));
    });

    // Few distances, so that some are equal.
    private static void ForRandomBatches(Action<float[,], int[], SplitMix64> test)
    {
        for (var round = 0ul; round < 60; round++)
        {
            var random = new SplitMix64(round);
            var (classes, pictures) = (2 + (int)(random.NextDouble() * 5), 2 + (int)(random.NextDouble() * 4));
            int[] labels = [.. Enumerable.Range(0, classes * pictures).Select(place => 7 * (place % classes))];
            var distances = new float[labels.Length, labels.Length];
            for (var first = 0; first < labels.Length; first++)
            {
                for (var second = 0; second < first; second++)
                {
                    distances[first, second] = distances[second, first] = (int)(random.NextDouble() * 12) / 4f;
                }
            }

            test(distances, labels, random);
        }
    }

    private static IReadOnlyList<Triplet> Triplets(float[,] distances, int[] labels, MiningKind kind, SplitMix64 random) =>
        Mining.Triplets([.. distances.Cast<float>()], labels, kind, random);

    private static IEnumerable<float> Others(float[,] distances, int[] labels, int anchor) =>
        Enumerable.Range(0, labels.Length).Where(place => labels[place] != labels[anchor]).Select(place => distances[anchor, place]);

    private static IEnumerable<(int First, int Second)> PairsOfOneClass(int[] labels) =>
        from first in Enumerable.Range(0, labels.Length)
        from second in Enumerable.Range(0, labels.Length)
        where first != second && labels[first] == labels[second]
        select (first, second);
}

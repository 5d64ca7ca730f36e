using StyleForge.Models.Fitting;

namespace StyleForge.Training.Embeddings;

/// <summary>Chooses what a batch teaches.</summary>
internal static class Mining
{
    /// <summary>Chooses triplets.</summary>
    /// <param name="distances">How far pictures are from each other: a row for each, one after the other.</param>
    /// <param name="labels">Their classes; of each class two or more, and two classes or more.</param>
    /// <param name="kind">Which triplets.</param>
    /// <param name="random">Decides where chance does.</param>
    public static IReadOnlyList<Triplet> Triplets(ReadOnlySpan<float> distances, ReadOnlySpan<int> labels, MiningKind kind, SplitMix64 random)
    {
        var triplets = new List<Triplet>();
        for (var anchor = 0; anchor < labels.Length; anchor++)
        {
            var row = distances.Slice(anchor * labels.Length, labels.Length);
            if (kind == MiningKind.Hard)
            {
                triplets.Add(new Triplet(anchor, FarthestOwn(row, labels, anchor), NearestOther(row, labels, anchor, float.NegativeInfinity)));
                continue;
            }

            for (var positive = 0; positive < labels.Length; positive++)
            {
                if (positive != anchor && labels[positive] == labels[anchor])
                {
                    triplets.Add(new Triplet(anchor, positive, kind == MiningKind.Random ? AnyOther(labels, labels[anchor], ref random) : NearestOther(row, labels, anchor, row[positive])));
                }
            }
        }

        return triplets;
    }

    /// <summary>All pairs of one class, and as many of two, which chance chooses.</summary>
    /// <param name="labels">The classes of the pictures; two classes or more.</param>
    /// <param name="random">Decides.</param>
    public static IReadOnlyList<PicturePair> Pairs(ReadOnlySpan<int> labels, SplitMix64 random)
    {
        var pairs = new List<PicturePair>();
        for (var first = 0; first < labels.Length; first++)
        {
            for (var second = first + 1; second < labels.Length; second++)
            {
                if (labels[first] == labels[second])
                {
                    pairs.Add(new PicturePair(first, second, true));
                    pairs.Add(new PicturePair(first, AnyOther(labels, labels[first], ref random), false));
                }
            }
        }

        return pairs;
    }

    private static int AnyOther(ReadOnlySpan<int> labels, int label, ref SplitMix64 random)
    {
        while (true)
        {
            var place = (int)(random.NextDouble() * labels.Length);
            if (labels[place] != label)
            {
                return place;
            }
        }
    }

    private static int FarthestOwn(ReadOnlySpan<float> row, ReadOnlySpan<int> labels, int anchor)
    {
        var farthest = -1;
        for (var place = 0; place < labels.Length; place++)
        {
            if (place != anchor && labels[place] == labels[anchor] && (farthest < 0 || row[place] > row[farthest]))
            {
                farthest = place;
            }
        }

        return farthest;
    }

    // The nearest beyond a distance; where there is none, the farthest.
    private static int NearestOther(ReadOnlySpan<float> row, ReadOnlySpan<int> labels, int anchor, float beyond)
    {
        var (nearest, farthest) = (-1, -1);
        for (var place = 0; place < labels.Length; place++)
        {
            if (labels[place] == labels[anchor])
            {
                continue;
            }

            if (row[place] > beyond && (nearest < 0 || row[place] < row[nearest]))
            {
                nearest = place;
            }

            if (farthest < 0 || row[place] > row[farthest])
            {
                farthest = place;
            }
        }

        return nearest >= 0 ? nearest : farthest;
    }
}

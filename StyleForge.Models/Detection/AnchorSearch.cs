using StyleForge.Models.Fitting;

namespace StyleForge.Models.Detection;

/// <summary>Anchors from the sizes of a data set's objects: k-means with <c>1 − IoU</c> as the distance (Redmon and Farhadi 2017, section 2).</summary>
public static class AnchorSearch
{
    private const int MostRounds = 200;
    private const int Starts = 8;

    /// <summary>Finds anchors.</summary>
    /// <param name="sizes">The sizes of all objects.</param>
    /// <param name="count">How many anchors, 1 or more.</param>
    /// <param name="seed">Any number; the same one gives the same anchors.</param>
    /// <returns>The anchors, the smallest area first: of eight starts those with the best <see cref="MeanOverlap"/>.</returns>
    /// <exception cref="ArgumentException">There are fewer different sizes than anchors wanted.</exception>
    public static IReadOnlyList<Anchor> Find(IReadOnlyList<Anchor> sizes, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (sizes.Distinct().Count() is var different && different < count)
        {
            throw new ArgumentException($"{count} anchors are wanted, but the objects have only {different} different sizes: ask for fewer anchors, or label more objects.", nameof(sizes));
        }

        return Enumerable.Range(0, Starts)
            .Select(start => Cluster(sizes, Begin(sizes, count, new SplitMix64(seed).Jump((ulong)start))))
            .MaxBy(anchors => MeanOverlap(sizes, anchors))!
            .OrderBy(anchor => anchor.Width * anchor.Height).ThenBy(anchor => anchor.Width).ToList();
    }

    /// <summary>How well anchors fit: the intersection over union of each size with its nearest anchor, on average.</summary>
    /// <param name="sizes">The sizes of all objects, one or more.</param>
    /// <param name="anchors">The anchors, one or more.</param>
    public static double MeanOverlap(IReadOnlyList<Anchor> sizes, IReadOnlyList<Anchor> anchors) => sizes.Average(size => anchors.Max(size.IntersectionOverUnion));

    // As k-means++ (Arthur and Vassilvitskii 2007): what no anchor is near to yet is likely to become one.
    private static Anchor[] Begin(IReadOnlyList<Anchor> sizes, int count, SplitMix64 random)
    {
        var anchors = new List<Anchor> { sizes[(int)(random.NextDouble() * sizes.Count)] };
        while (anchors.Count < count)
        {
            var distances = sizes.Select(size => Math.Pow(1 - anchors.Max(size.IntersectionOverUnion), 2)).ToArray();
            var place = random.NextDouble() * distances.Sum();
            var chosen = 0;
            while (chosen < distances.Length - 1 && (place >= distances[chosen] || distances[chosen] == 0))
            {
                place -= distances[chosen++];
            }

            anchors.Add(sizes[chosen]);
        }

        return [.. anchors];
    }

    private static Anchor[] Cluster(IReadOnlyList<Anchor> sizes, Anchor[] anchors)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var members = sizes.ToLookup(size => Nearest(size, anchors));
            Anchor[] moved = [.. anchors.Select((anchor, index) => members.Contains(index)
                ? new Anchor(members[index].Average(size => size.Width), members[index].Average(size => size.Height))
                : anchor)];
            if (moved.SequenceEqual(anchors))
            {
                break;
            }

            anchors = moved;
        }

        return anchors;
    }

    private static int Nearest(Anchor size, Anchor[] anchors)
    {
        var (best, overlap) = (0, -1.0);
        for (var index = 0; index < anchors.Length; index++)
        {
            if (size.IntersectionOverUnion(anchors[index]) is var found && found > overlap)
            {
                (best, overlap) = (index, found);
            }
        }

        return best;
    }
}

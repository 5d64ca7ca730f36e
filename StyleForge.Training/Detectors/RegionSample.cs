using StyleForge.Models.Fitting;

namespace StyleForge.Training.Detectors;

/// <summary>Draws some of many regions to learn from, so that what is ground, which nearly all of them are, does not drown what is an object.</summary>
internal static class RegionSample
{
    /// <summary>Draws.</summary>
    /// <param name="objects">Places of regions with an object.</param>
    /// <param name="grounds">Places of regions without one.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="mostObjects">How many with an object at most.</param>
    /// <param name="random">Decides; moved on.</param>
    /// <returns>Those with an object, then those without: fewer than wanted only where there are no more.</returns>
    public static (int[] Objects, int[] Grounds) Draw(IEnumerable<int> objects, IEnumerable<int> grounds, int count, int mostObjects, ref SplitMix64 random)
    {
        var chosen = Some([.. objects], mostObjects, ref random);
        return (chosen, Some([.. grounds], count - chosen.Length, ref random));
    }

    // The first of a shuffled list, shuffled no further than that.
    private static int[] Some(int[] all, int most, ref SplitMix64 random)
    {
        var count = Math.Min(all.Length, most);
        for (var at = 0; at < count; at++)
        {
            var other = at + (int)(random.NextDouble() * (all.Length - at));
            (all[at], all[other]) = (all[other], all[at]);
        }

        return all[..count];
    }
}

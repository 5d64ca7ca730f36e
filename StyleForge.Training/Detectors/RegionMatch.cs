using StyleForge.Models.Detection;

namespace StyleForge.Training.Detectors;

/// <summary>Which object of a picture a region overlaps most.</summary>
/// <param name="Object">The object's place in the list of objects; −1 where there is none.</param>
/// <param name="Overlap">Intersection over union with it; 0 where there is none.</param>
internal readonly record struct RegionMatch(int Object, double Overlap)
{
    /// <summary>Finds the object of each region.</summary>
    /// <param name="regions">The regions.</param>
    /// <param name="objects">The objects; of several that a region overlaps as much the first has it.</param>
    public static RegionMatch[] Of(IReadOnlyList<Box> regions, IReadOnlyList<AnnotatedObject> objects)
    {
        var matches = new RegionMatch[regions.Count];
        for (var region = 0; region < matches.Length; region++)
        {
            matches[region] = new RegionMatch(-1, 0);
            for (var at = 0; at < objects.Count; at++)
            {
                var overlap = regions[region].IntersectionOverUnion(objects[at].Box);
                if (matches[region].Object < 0 || overlap > matches[region].Overlap)
                {
                    matches[region] = new RegionMatch(at, overlap);
                }
            }
        }

        return matches;
    }
}

using StyleForge.Engine.Jobs;

namespace StyleForge.Engine.Planning;

/// <summary>One combination of a sweep.</summary>
/// <param name="Index">Its place, from 1.</param>
/// <param name="Content">The content picture.</param>
/// <param name="Blend">The styles.</param>
/// <param name="Settings">One value of each setting that the job gives.</param>
internal sealed record Combination(
    int Index,
    JobPicture Content,
    IReadOnlyList<JobStyle> Blend,
    IReadOnlyDictionary<string, string> Settings);

/// <summary>Every combination of a job's lists.</summary>
internal static class Sweep
{
    /// <summary>How many combinations there are; 10¹⁸ where there are more.</summary>
    public static long Count(JobDocument document) => (long)document.Settings.Aggregate(
        (double)document.Contents.Count * document.Styles.Count, (product, setting) => Math.Min(product * setting.Values.Count, 1e18));

    /// <summary>
    /// The combinations in order: all of the first content before the second, within it all of the first blend, within it the
    /// settings in the job's order, so that the last one changes fastest.
    /// </summary>
    public static IEnumerable<Combination> Combinations(JobDocument document)
    {
        var index = 0;
        foreach (var content in document.Contents)
        {
            foreach (var blend in document.Styles)
            {
                foreach (var settings in Choose(document.Settings))
                {
                    yield return new Combination(++index, content, blend, settings);
                }
            }
        }
    }

    // Counts like an odometer whose wheels are the settings.
    private static IEnumerable<IReadOnlyDictionary<string, string>> Choose(IReadOnlyList<JobSetting> settings)
    {
        var wheels = new int[settings.Count];
        int turned;
        do
        {
            yield return settings.Zip(wheels).ToDictionary(pair => pair.First.Name, pair => pair.First.Values[pair.Second]);
            turned = wheels.Length - 1;
            while (turned >= 0 && ++wheels[turned] == settings[turned].Values.Count)
            {
                wheels[turned--] = 0;
            }
        }
        while (turned >= 0);
    }
}

using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>
/// Finds pictures that would be written over each other: those whose outputs are one file, however they are written. Symbolic links, of
/// folders too, are followed. Names that differ only in upper and lower case are the same file on some systems, and so they are here;
/// whether forms of Unicode are, the disk is asked. The planner asks this of one job; a batch asks it again of all its jobs.
/// </summary>
public sealed class OutputCollisions
{
    private readonly Dictionary<string, List<Picture>> _taken = new(StringComparer.Ordinal);
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>> _spell;

    /// <summary>Begins with nothing taken.</summary>
    public OutputCollisions()
        : this(OutputFolders.Rehearse)
    {
    }

    /// <summary>Begins with nothing taken.</summary>
    /// <param name="spell">Gives to each of several real paths that are roughly alike the first one that the disk takes for the same.</param>
    internal OutputCollisions(Func<IReadOnlyList<string>, IReadOnlyList<string>> spell) => _spell = spell;

    /// <summary>Takes the outputs of a job's plans, unless some of them are taken already: then one problem for each that is.</summary>
    public IReadOnlyList<JobProblem> Take(IEnumerable<RenderPlan> plans) =>
        Take(plans.Select(plan => (plan.JobFile ?? "command line", plan.Name, plan.OutputPath)));

    internal IReadOnlyList<JobProblem> Take(IEnumerable<(string Source, string Name, string OutputPath)> pictures)
    {
        var wanted = pictures.Select(picture => new Picture(picture.Source, picture.Name, picture.OutputPath, Real(picture.OutputPath))).ToList();
        var problems = new List<JobProblem>();
        foreach (var alike in wanted.GroupBy(picture => RoughlyAlike.KeyOf(picture.Real)))
        {
            List<Picture> all = [.. _taken.GetValueOrDefault(alike.Key, []), .. alike];
            problems.AddRange(all.Zip(Spelled(all), (picture, spelling) => (Picture: picture, Spelling: spelling))
                .GroupBy(each => each.Spelling, each => each.Picture, StringComparer.OrdinalIgnoreCase)
                .Where(file => file.Count() > 1)
                .Select(file => Problem([.. file])));
        }

        foreach (var picture in problems.Count == 0 ? wanted : [])
        {
            var key = RoughlyAlike.KeyOf(picture.Real);
            _taken.TryAdd(key, []);
            _taken[key].Add(picture);
        }

        return problems;
    }

    /// <summary>A text that is the same for all paths that may lead to one file.</summary>
    internal static string KeyOf(string path) => RoughlyAlike.KeyOf(Real(path));

    // Only what differs beyond ASCII needs to be tried out.
    private IReadOnlyList<string> Spelled(List<Picture> alike)
    {
        string[] real = [.. alike.Select(picture => picture.Real)];
        return real.Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1 ? _spell(real) : real;
    }

    private static JobProblem Problem(List<Picture> pictures)
    {
        var (first, last) = (pictures[0], pictures[^1]);
        return new JobProblem(
            last.Source,
            null,
            "output",
            $"{pictures.Count} pictures, the first {first.Name} and the last {last.Name}, would be written to \"{first.OutputPath}\""
                + (last.OutputPath == first.OutputPath ? "" : $", which is also \"{last.OutputPath}\"")
                + ": give each its own name, for instance with {index}.");
    }

    private static string Real(string path)
    {
        try
        {
            return RealPath.Resolve(path);
        }
        catch (IOException)
        {
            return path; // Its links run in a circle, which is another problem.
        }
    }

    private sealed record Picture(string Source, string Name, string OutputPath, string Real);
}

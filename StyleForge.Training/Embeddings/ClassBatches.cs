using StyleForge.Models.Fitting;
using StyleForge.Training.Examples;

namespace StyleForge.Training.Embeddings;

/// <summary>Chooses the pictures of a step: some classes, and some pictures of each.</summary>
internal sealed class ClassBatches
{
    private readonly int[][] _ofClass;
    private readonly int[] _classes;
    private readonly int[][] _groups;

    /// <summary>Sorts the examples by class and group.</summary>
    /// <param name="examples">The examples.</param>
    /// <exception cref="ExampleException">Fewer than two classes have two examples or more.</exception>
    public ClassBatches(ExampleSet examples)
    {
        _ofClass = [.. Enumerable.Range(0, examples.Labels.Count).Select(_ => Array.Empty<int>())];
        foreach (var own in examples.Examples.Index().GroupBy(example => example.Item.Label, example => example.Index))
        {
            _ofClass[own.Key] = [.. own];
        }

        // A picture that is alone of its class has none to be near to.
        _classes = [.. Enumerable.Range(0, _ofClass.Length).Where(label => _ofClass[label].Length > 1)];
        _groups = [.. _classes.GroupBy(label => NestedFolders.GroupOf(examples.Labels[label]), (_, own) => own.ToArray()).Where(own => own.Length > 1)];
        if (_classes.Length < 2)
        {
            throw new ExampleException([$"{_classes.Length} of {examples.Labels.Count} classes to train on {(_classes.Length == 1 ? "has" : "have")} two pictures or more: two such classes are the least."]);
        }
    }

    /// <summary>True where there are classes of one group.</summary>
    public bool HasGroups => _groups.Length > 0;

    /// <summary>Chooses.</summary>
    /// <param name="classes">Classes at most.</param>
    /// <param name="pictures">Pictures of each at most.</param>
    /// <param name="oneGroup">How probable it is that all classes are of one group, 0 to 1.</param>
    /// <param name="random">Decides.</param>
    /// <returns>Places of examples, those of a class side by side.</returns>
    public int[] Choose(int classes, int pictures, double oneGroup, SplitMix64 random)
    {
        var among = random.NextDouble() < oneGroup && _groups.Length > 0 ? _groups[(int)(random.NextDouble() * _groups.Length)] : _classes;
        return [.. Some(among, classes, random.Jump(0)).SelectMany(label => Some(_ofClass[label], pictures, random.Jump((ulong)label + 1)))];
    }

    private static int[] Some(int[] all, int count, SplitMix64 random)
    {
        int[] own = [.. all];
        ExampleSplit.Shuffle(own, random);
        return own[..Math.Min(count, own.Length)];
    }
}

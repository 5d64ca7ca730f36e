using System.Globalization;
using StyleForge.Models.Fitting;
using StyleForge.Training.Examples;

namespace StyleForge.Training.Embeddings;

/// <summary>Holds whole groups of classes out of a training, to see how well it does on classes that it has never seen.</summary>
public static class ClassSplit
{
    /// <summary>Takes groups out.</summary>
    /// <param name="all">The examples.</param>
    /// <param name="groups">The groups that are held out; null for a fifth of them, by chance.</param>
    /// <param name="seed">Any number; the same one gives the same split.</param>
    /// <returns>The examples to train on, and those held out; null where there are none.</returns>
    /// <exception cref="ExampleException">There is no such group, or nothing is left to train on.</exception>
    public static (ExampleSet Training, ExampleSet? HeldOut) Of(ExampleSet all, IReadOnlyList<string>? groups, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        string[] known = [.. all.Labels.Select(NestedFolders.GroupOf).Distinct()];
        string[] unknown = [.. groups?.Except(known) ?? []];
        if (unknown.Length > 0)
        {
            throw new ExampleException([string.Create(CultureInfo.InvariantCulture, $"There is no group '{unknown[0]}' to hold out: the groups are {string.Join(", ", known.Take(20))}{(known.Length > 20 ? $" and {known.Length - 20} more" : "")}.")]);
        }

        string[] heldOut = [.. groups ?? Some(known, seed)];
        if (!known.Except(heldOut).Any())
        {
            throw new ExampleException([$"All groups are held out ({string.Join(", ", known.Take(20))}): leave some to train on."]);
        }

        return (Part(all, label => !heldOut.Contains(NestedFolders.GroupOf(label))), heldOut.Length == 0 ? null : Part(all, label => heldOut.Contains(NestedFolders.GroupOf(label))));
    }

    private static IEnumerable<string> Some(string[] groups, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, groups.Length)];
        ExampleSplit.Shuffle(order, new SplitMix64(seed));
        return order[..Math.Max(1, groups.Length / 5)].Select(place => groups[place]);
    }

    private static ExampleSet Part(ExampleSet all, Predicate<string> isTaken)
    {
        int[] taken = [.. Enumerable.Range(0, all.Labels.Count).Where(label => isTaken(all.Labels[label]))];
        var places = taken.Index().ToDictionary(label => label.Item, label => label.Index);
        return new ExampleSet(
            [.. taken.Select(label => all.Labels[label])],
            all.Source,
            all.ArePictures,
            [.. all.Examples.Where(example => places.ContainsKey(example.Label)).Select(example => example with { Label = places[example.Label] })]);
    }
}

using System.Globalization;
using StyleForge.Models.Fitting;

namespace StyleForge.Training.Examples;

/// <summary>Holds examples out of the training, to see how well a network does on what it has not seen.</summary>
public static class ExampleSplit
{
    /// <summary>Takes a share of each class out, by chance.</summary>
    /// <param name="all">The examples.</param>
    /// <param name="share">The share that is held out, above 0 and below 1; at least one example of each class, and never all.</param>
    /// <param name="seed">Any number; the same one gives the same split.</param>
    /// <exception cref="ExampleException">A class has one example only.</exception>
    public static (ExampleSet Training, ExampleSet HeldOut) Of(ExampleSet all, double share, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        var counts = all.Counts();
        string[] problems =
        [
            .. from label in Enumerable.Range(0, counts.Count)
               where counts[label] < 2
               select string.Create(CultureInfo.InvariantCulture, $"The class '{all.Labels[label]}' has {(counts[label] == 0 ? "no example" : "one example only")}: two are the least, one to train on and one to hold out."),
        ];
        if (problems.Length > 0)
        {
            throw new ExampleException(problems);
        }

        var isHeldOut = new bool[all.Examples.Count];
        var random = new SplitMix64(seed);
        for (var label = 0; label < counts.Count; label++)
        {
            int[] own = [.. Enumerable.Range(0, isHeldOut.Length).Where(index => all.Examples[index].Label == label)];
            Shuffle(own, random.Jump((ulong)label));
            foreach (var index in own.Take(Math.Clamp((int)Math.Round(own.Length * share), 1, own.Length - 1)))
            {
                isHeldOut[index] = true;
            }
        }

        ExampleSet Part(bool heldOut) => new(all.Labels, all.Source, all.ArePictures, [.. all.Examples.Where((_, index) => isHeldOut[index] == heldOut)]);
        return (Part(false), Part(true));
    }

    /// <summary>Brings numbers into an order of chance, each as likely as the others (Fisher and Yates 1938).</summary>
    internal static void Shuffle(int[] numbers, SplitMix64 random)
    {
        for (var last = numbers.Length - 1; last > 0; last--)
        {
            var other = (int)(random.NextDouble() * (last + 1));
            (numbers[last], numbers[other]) = (numbers[other], numbers[last]);
        }
    }
}

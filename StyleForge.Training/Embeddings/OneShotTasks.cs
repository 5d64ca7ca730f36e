using StyleForge.Models.Classification;
using StyleForge.Models.Faces;
using StyleForge.Models.Fitting;
using StyleForge.Training.Examples;

namespace StyleForge.Training.Embeddings;

/// <summary>Makes and answers questions of one shot, and pairs to verify.</summary>
public static class OneShotTasks
{
    /// <summary>Draws questions.</summary>
    /// <param name="examples">Pictures of classes, of which two or more have two pictures.</param>
    /// <param name="ways">Choices of each, 2 to as many as there are classes with two pictures.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Any number; the same one gives the same questions.</param>
    public static IReadOnlyList<OneShotTask> Draw(ExampleSet examples, int ways, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int[][] classes = [.. Classes(examples).Where(own => own.Length > 1)];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ways, classes.Length);
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, count).Select(number => Draw(random.Jump((ulong)number)))];

        OneShotTask Draw(SplitMix64 own)
        {
            int[] order = [.. Enumerable.Range(0, classes.Length)];
            ExampleSplit.Shuffle(order, own.Jump(0));
            int[] choices = [.. order[..ways].Select((label, place) => classes[label][(int)(own.Jump((ulong)place + 1).NextDouble() * classes[label].Length)])];

            // Any picture of the right class but the one to choose.
            var right = (int)(own.NextDouble() * ways);
            int[] others = [.. classes[order[right]].Where(place => place != choices[right])];
            return new OneShotTask(others[(int)(own.NextDouble() * others.Length)], choices, right);
        }
    }

    /// <summary>How many classes questions can be made of.</summary>
    public static int MostWays(ExampleSet examples) => Classes(examples).Count(own => own.Length > 1);

    /// <summary>The same questions with fewer choices: the right one, and others by chance.</summary>
    /// <param name="tasks">The questions.</param>
    /// <param name="ways">Choices of each, 2 or more; questions that have no more stay as they are.</param>
    /// <param name="seed">Any number; the same one gives the same choices.</param>
    public static IReadOnlyList<OneShotTask> Narrow(IReadOnlyList<OneShotTask> tasks, int ways, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var random = new SplitMix64(seed);
        return [.. tasks.Select((task, number) =>
        {
            int[] others = [.. Enumerable.Range(0, task.Choices.Count).Where(place => place != task.Right)];
            ExampleSplit.Shuffle(others, random.Jump((ulong)number));
            return task with { Choices = [task.Choices[task.Right], .. others.Take(ways - 1).Select(place => task.Choices[place])], Right = 0 };
        })];
    }

    /// <summary>Answers questions by the likest choice.</summary>
    /// <param name="name">Which they are.</param>
    /// <param name="tasks">The questions, one or more, of as many choices each.</param>
    /// <param name="embeddings">What pictures became, by their places.</param>
    /// <param name="likeness">How they are compared.</param>
    public static OneShotResult Answer(string name, IReadOnlyList<OneShotTask> tasks, IReadOnlyList<float[]> embeddings, Likeness likeness)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(likeness);
        var right = tasks.Count(IsRight);
        return new OneShotResult(name, tasks[0].Choices.Count, tasks.Count, right);

        // A wrong choice that is as near counts as a mistake: a network that takes all for the same is right by no luck.
        bool IsRight(OneShotTask task)
        {
            double[] unlikeness = [.. task.Choices.Select(choice => likeness.Unlikeness(embeddings[task.Query], embeddings[choice]))];
            return unlikeness.Index().All(choice => choice.Index == task.Right || choice.Item > unlikeness[task.Right]);
        }
    }

    /// <summary>Pairs to verify: those of each question's picture with its choices, of which one is of its class.</summary>
    /// <inheritdoc cref="Answer"/>
    public static IEnumerable<FacePair> Verify(IReadOnlyList<OneShotTask> tasks, IReadOnlyList<float[]> embeddings, Likeness likeness) =>
        from task in tasks
        from choice in task.Choices.Index()
        select new FacePair(likeness.Unlikeness(embeddings[task.Query], embeddings[choice.Item]), choice.Index == task.Right);

    private static IEnumerable<int[]> Classes(ExampleSet examples) =>
        examples.Examples.Index().GroupBy(example => example.Item.Label, example => example.Index).OrderBy(own => own.Key).Select(own => own.ToArray());
}

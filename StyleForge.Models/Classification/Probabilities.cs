namespace StyleForge.Models.Classification;

/// <summary>What is made of the probabilities that networks give.</summary>
public static class Probabilities
{
    /// <summary>The mean of some answers about one picture: of several crops, or of several networks.</summary>
    /// <param name="answers">One or more, of the same classes.</param>
    /// <exception cref="ArgumentException">There is none, or they are of different lengths.</exception>
    public static double[] Mean(IReadOnlyList<double[]> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count == 0 || answers.Any(answer => answer.Length != answers[0].Length))
        {
            throw new ArgumentException($"A mean needs answers of one length, not {string.Join(", ", answers.Select(answer => answer.Length).DefaultIfEmpty())}.", nameof(answers));
        }

        return [.. Enumerable.Range(0, answers[0].Length).Select(index => answers.Average(answer => answer[index]))];
    }

    /// <summary>The likeliest classes, the first first; of equal ones the one that comes before.</summary>
    /// <param name="probabilities">One for each class.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    public static IReadOnlyList<RankedClass> Top(IReadOnlyList<double> probabilities, int count)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. probabilities.Select((probability, index) => new RankedClass(index, probability)).OrderByDescending(ranked => ranked.Probability).Take(count)];
    }
}

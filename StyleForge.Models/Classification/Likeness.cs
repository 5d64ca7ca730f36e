namespace StyleForge.Models.Classification;

/// <summary>Compares embeddings of unit length.</summary>
/// <param name="Kind">What makes two alike.</param>
/// <param name="Weights">How much each number counts, as many as an embedding has; none for <see cref="LikenessKind.Distance"/>.</param>
/// <param name="Bias">The sum of weighted differences at which two are as likely of one class as of two; 0 for <see cref="LikenessKind.Distance"/>.</param>
public sealed record Likeness(LikenessKind Kind, IReadOnlyList<double> Weights, double Bias)
{
    /// <summary>Keeps the quotient of two zeros a zero.</summary>
    public const double Epsilon = 1e-6;

    /// <summary>By the distance alone.</summary>
    public static Likeness ByDistance { get; } = new(LikenessKind.Distance, [], 0);

    /// <summary>Brings an embedding to unit length; one of zeros alone stays.</summary>
    public static void Normalise(Span<float> embedding)
    {
        var sum = 0.0;
        foreach (var number in embedding)
        {
            sum += (double)number * number;
        }

        var factor = (float)(1 / Math.Max(Math.Sqrt(sum), 1e-12));
        foreach (ref var number in embedding)
        {
            number *= factor;
        }
    }

    /// <summary>How unlike two embeddings are: for <see cref="LikenessKind.Distance"/> the squared distance, from 0 to 4; for the others minus the logarithm of the odds that they are of one class.</summary>
    /// <param name="first">One, of unit length.</param>
    /// <param name="second">The other, as long.</param>
    public double Unlikeness(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var sum = -Bias;
        for (var i = 0; i < first.Length; i++)
        {
            double difference = Math.Abs(first[i] - second[i]);
            sum += Kind switch
            {
                LikenessKind.Logistic => Weights[i] * difference,
                LikenessKind.ChiSquare => Weights[i] * difference * difference / (Math.Abs(first[i]) + Math.Abs(second[i]) + Epsilon),
                _ => difference * difference,
            };
        }

        return sum;
    }
}

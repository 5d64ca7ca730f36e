using StyleForge.Engine.Optimisation;
using StyleForge.Training.Networks;
using static TorchSharp.torch;

namespace StyleForge.Training.Learning;

/// <summary>Ends a training whose numbers have grown until they are none.</summary>
internal static class FiniteNumbers
{
    /// <summary>Refuses what is no number.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="what">What they are: <c>The loss</c>.</param>
    /// <param name="steps">Steps done.</param>
    /// <param name="learningRate">The learning rate that was asked for.</param>
    /// <exception cref="OptimisationException">One of them is no number, or infinite.</exception>
    public static void Require(ReadOnlySpan<float> numbers, string what, int steps, double learningRate)
    {
        foreach (var number in numbers)
        {
            if (!float.IsFinite(number))
            {
                throw new OptimisationException(FormattableString.Invariant($"{what} is no longer a number at step {steps}: lower the learning rate ({learningRate})."));
            }
        }
    }

    /// <summary>Copies the sums of a loss to memory, if they are numbers.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="steps">Steps done.</param>
    /// <param name="learningRate">The learning rate that was asked for.</param>
    /// <returns>The copy, which the caller disposes.</returns>
    /// <exception cref="OptimisationException">One of them is no number, or infinite.</exception>
    public static float[] Loss(Tensor sums, int steps, double learningRate)
    {
        using var numbers = TensorCopy.ToMemory(sums);
        Require(numbers.Span, "The loss", steps, learningRate);
        return numbers.Span.ToArray();
    }
}

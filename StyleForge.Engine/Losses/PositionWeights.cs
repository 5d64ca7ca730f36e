using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Engine.Losses;

/// <summary>
/// How much each position of a layer counts, m: 0 not at all, 1 fully. Multiplying features by it guides a Gram matrix to a
/// region (the guided Gram matrix of Gatys et al. 2017, for one region).
/// </summary>
/// <remarks>
/// Departure: the paper scales each guide so that Σm² is 1; here m is as given and the Gram matrix is divided by Σm²,
/// which is the same and turns into the plain Gram matrix divided by M where m is 1 everywhere.
/// </remarks>
internal sealed class PositionWeights<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Checks the weights, adds their squares, and keeps a copy until <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentException">A weight is outside 0 to 1, or all are 0.</exception>
    public PositionWeights(Tensor<T> weights, TensorPool pool)
    {
        foreach (var weight in weights.Span)
        {
            var value = double.CreateTruncating(weight);
            if (!(value >= 0 && value <= 1))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"A position weight is {value}, but weights of positions lie from 0 (not at all) to 1 (fully)."));
            }

            SumOfSquares += value * value;
        }

        if (SumOfSquares == 0)
        {
            throw new ArgumentException(
                $"All {weights.Length} position weights are 0, so there is no style to measure: enlarge the white part of the mask.");
        }

        Weights = pool.Rent<T>(weights.Shape);
        weights.Span.CopyTo(Weights.Span);
    }

    /// <summary>Σm²: the number of positions that count.</summary>
    public double SumOfSquares { get; }

    /// <summary>m, <c>(H, W)</c>; valid until <see cref="Dispose"/>.</summary>
    public Tensor<T> Weights { get; }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}

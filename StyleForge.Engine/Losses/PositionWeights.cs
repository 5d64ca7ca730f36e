using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// How much each position of a layer counts, m: 0 not at all, 1 fully. Multiplying features by it guides a Gram matrix to a
/// region (the guided Gram matrix of Gatys et al. 2017, for one region).
/// </summary>
/// <remarks>
/// Departure: the paper scales each guide so that Σm² is 1; here m is as given and the Gram matrix is divided by Σm²,
/// which is the same and turns into the plain Gram matrix divided by M where m is 1 everywhere.
/// </remarks>
internal sealed unsafe class PositionWeights<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> _weights;
    private readonly WorkerPool _workers;

    /// <summary>Checks the weights, adds their squares, and keeps a copy until <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentException">A weight is outside 0 to 1, or all are 0.</exception>
    public PositionWeights(Tensor<T> weights, WorkerPool workers, TensorPool pool)
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

        _workers = workers;
        _weights = pool.Rent<T>(weights.Shape);
        weights.Span.CopyTo(_weights.Span);
    }

    /// <summary>Σm²: the number of positions that count.</summary>
    public double SumOfSquares { get; }

    /// <summary><c>destination[c,p] = m[p]·source[c,p]</c></summary>
    public void Multiply(Tensor<T> source, Tensor<T> destination) => Run(source, destination, add: false);

    /// <summary><c>destination[c,p] += m[p]·source[c,p]</c></summary>
    public void MultiplyAdd(Tensor<T> source, Tensor<T> destination) => Run(source, destination, add: true);

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private void Run(Tensor<T> source, Tensor<T> destination, bool add)
    {
        if (source.Shape.Positions != _weights.Length)
        {
            throw new ArgumentException(
                $"The features have the shape {source.Shape}, but there are {_weights.Length} position weights: scale the mask to the layer's height and width.");
        }

        var channels = source.Length / _weights.Length;
        _workers.Run(new ChannelWork(_weights.Pointer, source.Pointer, destination.Pointer, _weights.Length, add), channels);
    }

    private readonly struct ChannelWork(T* weights, T* source, T* destination, int positions, bool add) : IWork
    {
        public void Do(int item, int worker)
        {
            var from = source + ((long)item * positions);
            var to = destination + ((long)item * positions);
            for (var p = 0; p < positions; p++)
            {
                var product = weights[p] * from[p];
                to[p] = add ? to[p] + product : product;
            }
        }
    }
}

using System.Numerics;
using StyleForge.Engine.Losses;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Optimisation;

/// <summary>
/// Adam: <c>m ← β₁m + (1−β₁)g</c>, <c>v ← β₂v + (1−β₂)g²</c>,
/// <c>x ← x − α·(m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε)</c> (Kingma and Ba 2015, algorithm 1).
/// </summary>
/// <remarks>Departure: the paper has no bounds; with <see cref="AdamOptions.KeepInBox"/> x is clipped to 0 to 1 after each step.</remarks>
public sealed unsafe class Adam<T> : IOptimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AdamOptions _options;
    private readonly WorkerPool _workers;
    private readonly SlabArithmetic<T> _slabs;
    private readonly Tensor<T> _gradient;
    private readonly Tensor<T> _mean;
    private readonly Tensor<T> _square;
    private int _step;

    /// <summary>Begins with no memory of gradients.</summary>
    /// <param name="length">How many numbers the picture has.</param>
    /// <param name="options">How to step.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where three times the picture's memory is rented, until <see cref="Dispose"/>.</param>
    public Adam(int length, AdamOptions options, WorkerPool workers, TensorPool pool)
    {
        _options = options;
        _workers = workers;
        _slabs = new SlabArithmetic<T>(length, workers, pool);
        _gradient = pool.Rent<T>([length]);
        _mean = pool.RentZeroed<T>([length]);
        _square = pool.RentZeroed<T>([length]);
    }

    /// <inheritdoc/>
    public string Name => "adam";

    /// <summary>The bytes that are rented for pictures of a length.</summary>
    public static long BytesOf(long length) => (3 * TensorPool.BytesOf<T>(length)) + SlabArithmetic<T>.BytesOf(length);

    /// <inheritdoc/>
    /// <exception cref="OptimisationException">The value or its gradient is no number.</exception>
    public double Step(IObjective<T> objective, Span<T> picture, Span<double> parts)
    {
        PictureLength.Require(_slabs.Length, objective.Length, "objective");
        PictureLength.Require(_slabs.Length, picture.Length, "picture");
        var value = objective.Evaluate(picture, _gradient.Span, parts);
        _step++;
        if (!double.IsFinite(value) || !double.IsFinite(_slabs.SumOfMagnitudes(_gradient.Pointer)))
        {
            throw new OptimisationException(FormattableString.Invariant(
                $"The loss is no longer a number at iteration {_step}: lower learningRate ({_options.LearningRate}), or the weights of content and style."));
        }

        fixed (T* x = picture)
        {
            var work = new Work(_options, _step, x, _gradient.Pointer, _mean.Pointer, _square.Pointer, _slabs.Length);
            _workers.Run(work, SlabArithmetic<T>.SlabCount(_slabs.Length));
        }

        return value;
    }

    /// <inheritdoc/>
    public void Exchange(StateExchange state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Exchange(ref _step);
        state.Exchange(_mean.Span);
        state.Exchange(_square.Span);
    }

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose()
    {
        _gradient.Dispose();
        _mean.Dispose();
        _square.Dispose();
        _slabs.Dispose();
    }

    private readonly struct Work(AdamOptions options, int step, T* x, T* g, T* m, T* v, int length) : IWork
    {
        private readonly T _beta1 = T.CreateChecked(options.Beta1);
        private readonly T _beta2 = T.CreateChecked(options.Beta2);
        private readonly T _fresh1 = T.CreateChecked(1 - options.Beta1);
        private readonly T _fresh2 = T.CreateChecked(1 - options.Beta2);
        private readonly T _epsilon = T.CreateChecked(options.Epsilon);

        // The bias corrections: α/(1−β₁ᵗ) and 1/√(1−β₂ᵗ).
        private readonly T _alpha = T.CreateChecked(options.LearningRate / (1 - Math.Pow(options.Beta1, step)));
        private readonly T _rootFactor = T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, step)));
        private readonly T _least = options.KeepInBox ? T.Zero : T.NegativeInfinity;
        private readonly T _most = options.KeepInBox ? T.One : T.PositiveInfinity;

        public void Do(int item, int worker)
        {
            var i = item * SlabArithmetic<T>.SlabLength;
            var end = Math.Min(i + SlabArithmetic<T>.SlabLength, length);
            if (DoubleSum<T>.HasVectors)
            {
                var (least, most, epsilon) = (new Vector<T>(_least), new Vector<T>(_most), new Vector<T>(_epsilon));
                for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
                {
                    var gradient = Vector.Load(g + i);
                    var mean = (Vector.Load(m + i) * _beta1) + (gradient * _fresh1);
                    var square = (Vector.Load(v + i) * _beta2) + (gradient * gradient * _fresh2);
                    var move = mean * _alpha / ((Vector.SquareRoot(square) * _rootFactor) + epsilon);
                    Vector.Store(mean, m + i);
                    Vector.Store(square, v + i);
                    Vector.Store(Vector.Min(Vector.Max(Vector.Load(x + i) - move, least), most), x + i);
                }
            }

            for (; i < end; i++)
            {
                m[i] = (m[i] * _beta1) + (g[i] * _fresh1);
                v[i] = (v[i] * _beta2) + (g[i] * g[i] * _fresh2);
                var move = m[i] * _alpha / ((T.Sqrt(v[i]) * _rootFactor) + _epsilon);
                x[i] = T.Min(T.Max(x[i] - move, _least), _most);
            }
        }
    }
}

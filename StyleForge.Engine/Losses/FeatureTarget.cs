using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// The features that a layer should have, of the whole layer, and what a window's features differ from them. Work is cut into
/// rows of planes; each item's sum is kept aside and the sums are added in order, in double precision.
/// </summary>
internal sealed unsafe class FeatureTarget<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // As in SlabArithmetic: large beside the cost of handing it out.
    private const int ItemLength = 16384;

    private readonly Tensor<T> _memory;
    private readonly Tensor<double> _sums;
    private readonly WorkerPool _workers;
    private readonly TensorPool _pool;
    private readonly int _lanes;
    private Tensor<T>? _factors;

    /// <summary>Copies a whole layer.</summary>
    public FeatureTarget(FeatureMap<T> features, WorkerPool workers, TensorPool pool)
        : this(features.Shape, features.Lanes, workers, pool) => Set(features, FeatureWindow.Whole(features.Shape));

    /// <summary>Makes room for a layer that <see cref="Set"/> fills window by window.</summary>
    /// <param name="shape"><c>(1, C, H, W)</c> of the whole layer.</param>
    /// <param name="lanes">The layout that the features come in.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where memory is rented.</param>
    public FeatureTarget(Shape shape, int lanes, WorkerPool workers, TensorPool pool)
    {
        Shape = shape;
        _lanes = lanes;
        (_workers, _pool) = (workers, pool);
        var planes = (shape[1] + lanes - 1) / lanes;
        _memory = pool.Rent<T>([planes, shape[2], shape[3], lanes]);
        _sums = pool.Rent<double>([planes, shape[2]]);
    }

    /// <summary><c>(1, C, H, W)</c> of the whole layer.</summary>
    public Shape Shape { get; }

    private FeatureMap<T> Map => new(Shape, _lanes, _memory.Pointer, (long)Shape.Positions * _lanes);

    /// <summary>The bytes that a layer's target rents.</summary>
    public static long BytesOf(long channels, long height, long width) =>
        TensorPool.BytesOf<T>(channels * height * width) + TensorPool.BytesOf<double>(channels * height);

    /// <summary>The bytes that <see cref="Weigh"/> rents.</summary>
    public static long FactorBytesOf(long height, long width) => TensorPool.BytesOf<T>(height * width);

    /// <summary>Lets positions count less than others in sums, distances and differences.</summary>
    /// <param name="factors">H·W numbers from 0 to 1, row by row.</param>
    public void Weigh(ReadOnlySpan<float> factors)
    {
        _factors = _pool.Rent<T>([Shape[2], Shape[3]]);
        for (var i = 0; i < factors.Length; i++)
        {
            _factors.Span[i] = T.CreateChecked(factors[i]);
        }
    }

    /// <summary>Copies the core of a window.</summary>
    public void Set(FeatureMap<T> features, FeatureWindow window)
    {
        Require(features, window);
        var work = new RowWork(Operation.Copy, features, Map, default, window.Core, window, T.Zero, null, null);
        _workers.Run(work, work.Items);
    }

    /// <summary>How many numbers there are, each as far as its position counts.</summary>
    public double Count
    {
        get
        {
            if (_factors is null)
            {
                return Shape.ElementCount;
            }

            var sum = 0.0;
            foreach (var factor in _factors.Span)
            {
                sum += double.CreateTruncating(factor);
            }

            return sum * Shape[1];
        }
    }

    /// <summary><c>ΣF′²</c>, each as far as its position counts.</summary>
    public double SumOfSquares()
    {
        var whole = FeatureWindow.Whole(Shape);
        return Sum(new RowWork(Operation.Square, Map, Map, default, whole.Core, whole, T.Zero, _sums.Pointer, Factors));
    }

    /// <summary><c>Σ(F − F′)²</c> over the core of a window.</summary>
    public double SquaredDistance(FeatureMap<T> features, FeatureWindow window)
    {
        Require(features, window);
        return Sum(new RowWork(Operation.Distance, features, Map, default, window.Core, window, T.Zero, _sums.Pointer, Factors));
    }

    /// <summary><c>gradient += factor·(F − F′)</c> everywhere in a window.</summary>
    public void AddDifference(FeatureMap<T> features, FeatureWindow window, T factor, FeatureMap<T> gradient)
    {
        Require(features, window);
        var all = new Region(0, 0, features.Shape[2], features.Shape[3]);
        var work = new RowWork(Operation.AddDifference, features, Map, gradient, all, window, factor, null, Factors);
        _workers.Run(work, work.Items);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _sums.Dispose();
        _factors?.Dispose();
    }

    private T* Factors => _factors is null ? null : _factors.Pointer;

    private double Sum(RowWork work)
    {
        _workers.Run(work, work.Items);
        var total = 0.0;
        for (var item = 0; item < work.Items; item++)
        {
            total += _sums.Pointer[item];
        }

        return total;
    }

    private void Require(FeatureMap<T> features, FeatureWindow window)
    {
        var shape = features.Shape;
        if (shape.Rank != 4 || shape[0] != 1 || shape[1] != Shape[1] || window.Top + shape[2] > Shape[2] || window.Left + shape[3] > Shape[3] ||
            (window is { Top: 0, Left: 0 } && window.Core.Width == shape[3] && shape[3] != Shape[3]))
        {
            throw new ArgumentException(
                $"features.Shape is {shape}, but the content target has the shape {Shape}: both must come from the same tap at the same size.");
        }

        if (features.Lanes != _lanes)
        {
            throw new ArgumentException("The features and the content target lie in different layouts: both must come from the same network.");
        }
    }

    private enum Operation
    {
        Copy,
        Square,
        Distance,
        AddDifference,
    }

    /// <summary>Some rows of one plane of a region.</summary>
    private readonly struct RowWork(
        Operation operation, FeatureMap<T> features, FeatureMap<T> target, FeatureMap<T> gradient, Region region, FeatureWindow window, T factor, double* sums, T* factors) : IWork
    {
        private int RowsPerItem => Math.Max(ItemLength / (region.Width * features.Lanes), 1);

        private int ItemsPerPlane => (region.Height + RowsPerItem - 1) / RowsPerItem;

        public int Items => features.Planes * ItemsPerPlane;

        public void Do(int item, int worker)
        {
            var (plane, part) = Math.DivRem(item, ItemsPerPlane);
            var sum = default(DoubleSum<T>);
            var end = Math.Min(region.Top + ((part + 1) * RowsPerItem), region.Bottom);
            for (var y = region.Top + (part * RowsPerItem); y < end; y++)
            {
                var x = Row(features, plane, y, region.Left);
                var t = Row(target, plane, y + window.Top, region.Left + window.Left);
                var length = region.Width * features.Lanes;
                switch (operation)
                {
                    case Operation.Copy:
                        new ReadOnlySpan<T>(x, length).CopyTo(new Span<T>(t, length));
                        break;
                    case Operation.Square when factors == null:
                        AddSquares(x, null, length, ref sum);
                        break;
                    case Operation.Square:
                        AddWeighted(x, null, Factor(y), length, ref sum);
                        break;
                    case Operation.Distance when factors == null:
                        AddSquares(x, t, length, ref sum);
                        break;
                    case Operation.Distance:
                        AddWeighted(x, t, Factor(y), length, ref sum);
                        break;
                    case Operation.AddDifference when factors != null:
                        AddWeighted(x, t, factor, Factor(y), Row(gradient, plane, y, region.Left), length);
                        break;
                    default:
                        AddDifference(x, t, factor, Row(gradient, plane, y, region.Left), length);
                        break;
                }
            }

            if (sums != null)
            {
                sums[item] = sum.Total;
            }
        }

        // Of the first position of a row of the region.
        private T* Factor(int y) => factors + (((y + window.Top) * target.Shape[3]) + region.Left + window.Left);

        private void AddWeighted(T* x, T* t, T* weights, int length, ref DoubleSum<T> sum)
        {
            for (var i = 0; i < length; i++)
            {
                var difference = t == null ? x[i] : x[i] - t[i];
                sum.AddProduct(weights[i / features.Lanes] * difference, difference);
            }
        }

        private void AddWeighted(T* x, T* t, T factor, T* weights, T* gradient, int length)
        {
            for (var i = 0; i < length; i++)
            {
                gradient[i] += factor * weights[i / features.Lanes] * (x[i] - t[i]);
            }
        }

        private static T* Row(FeatureMap<T> map, int plane, int y, int x) =>
            map.Pointer + (plane * map.PlaneStride) + ((((long)y * map.Shape[3]) + x) * map.Lanes);

        private static void AddSquares(T* x, T* t, int length, ref DoubleSum<T> sum)
        {
            var i = 0;
            if (DoubleSum<T>.HasVectors)
            {
                for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                {
                    var difference = t == null ? Vector.Load(x + i) : Vector.Load(x + i) - Vector.Load(t + i);
                    sum.AddProduct(difference, difference);
                }
            }

            for (; i < length; i++)
            {
                var difference = t == null ? x[i] : x[i] - t[i];
                sum.AddProduct(difference, difference);
            }
        }

        private static void AddDifference(T* x, T* t, T factor, T* gradient, int length)
        {
            var i = 0;
            if (DoubleSum<T>.HasVectors)
            {
                var factors = new Vector<T>(factor);
                for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                {
                    Vector.Store(Vector.Load(gradient + i) + (factors * (Vector.Load(x + i) - Vector.Load(t + i))), gradient + i);
                }
            }

            for (; i < length; i++)
            {
                gradient[i] += factor * (x[i] - t[i]);
            }
        }
    }
}

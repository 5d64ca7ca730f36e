using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// The arithmetic on long vectors that losses and optimisers are made of, on all threads. Vectors are cut into slabs of a
/// fixed size; each slab's sum is kept aside and the sums are added in order, so the number of threads does not change a
/// bit. Elements are computed in T, sums in double precision.
/// </summary>
/// <remarks>Not for two calls at a time: the slabs' sums are kept in one place. Nothing is allocated after construction.</remarks>
internal sealed unsafe class SlabArithmetic<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements a slab: 64 KiB of floats, large beside the cost of handing it out, small enough to share evenly.</summary>
    public const int SlabLength = 16384;

    private readonly WorkerPool _workers;
    private readonly Tensor<double> _sums;

    /// <param name="length">Number of elements of every vector, 1 or more.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="pool">Where the slabs' sums are kept.</param>
    public SlabArithmetic(int length, WorkerPool workers, TensorPool pool)
    {
        Length = length;
        _workers = workers;
        _sums = pool.Rent<double>([SlabCount(length)]);
    }

    /// <summary>Number of elements of every vector.</summary>
    public int Length { get; }

    /// <summary>How many slabs a vector has.</summary>
    public static int SlabCount(int length) => (length + SlabLength - 1) / SlabLength;

    /// <summary>The bytes that are rented for vectors of a length.</summary>
    public static long BytesOf(long length) => TensorPool.BytesOf<double>((length + SlabLength - 1) / SlabLength);

    /// <summary><c>destination = b·y + a·x</c>; destination may be y, x or z.</summary>
    /// <returns><c>Σ destination·z</c>, with the new destination (also where z is the destination).</returns>
    public double Combine(T* destination, double b, T* y, double a, T* x, T* z)
        => Run(new CombineWork(destination, T.CreateChecked(b), y, T.CreateChecked(a), x, z, _sums.Pointer, Length));

    /// <summary><c>Σ x·y</c></summary>
    public double Dot(T* x, T* y) => Run(new DotWork(x, y, _sums.Pointer, Length));

    /// <summary><c>Σ|x|</c>; not finite when any element is not.</summary>
    public double SumOfMagnitudes(T* x) => Run(new MagnitudeWork(x, _sums.Pointer, Length));

    /// <inheritdoc/>
    public void Dispose() => _sums.Dispose();

    private double Run<TWork>(TWork work)
        where TWork : struct, IWork
    {
        _workers.Run(work, _sums.Length);
        var total = 0.0;
        foreach (var sum in _sums.Span)
        {
            total += sum;
        }

        return total;
    }

    private readonly struct CombineWork(T* destination, T b, T* y, T a, T* x, T* z, double* sums, int length) : IWork
    {
        public void Do(int item, int worker)
        {
            var sum = default(DoubleSum<T>);
            var i = item * SlabLength;
            var end = Math.Min(i + SlabLength, length);
            if (DoubleSum<T>.HasVectors)
            {
                var (bs, @as) = (new Vector<T>(b), new Vector<T>(a));
                for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
                {
                    var value = (bs * Vector.Load(y + i)) + (@as * Vector.Load(x + i));
                    Vector.Store(value, destination + i);
                    sum.AddProduct(value, Vector.Load(z + i));
                }
            }

            for (; i < end; i++)
            {
                destination[i] = (b * y[i]) + (a * x[i]);
                sum.AddProduct(destination[i], z[i]);
            }

            sums[item] = sum.Total;
        }
    }

    private readonly struct DotWork(T* x, T* y, double* sums, int length) : IWork
    {
        public void Do(int item, int worker)
        {
            var sum = default(DoubleSum<T>);
            var i = item * SlabLength;
            var end = Math.Min(i + SlabLength, length);
            if (DoubleSum<T>.HasVectors)
            {
                for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
                {
                    sum.AddProduct(Vector.Load(x + i), Vector.Load(y + i));
                }
            }

            for (; i < end; i++)
            {
                sum.AddProduct(x[i], y[i]);
            }

            sums[item] = sum.Total;
        }
    }

    private readonly struct MagnitudeWork(T* x, double* sums, int length) : IWork
    {
        public void Do(int item, int worker)
        {
            var sum = default(DoubleSum<T>);
            var i = item * SlabLength;
            var end = Math.Min(i + SlabLength, length);
            if (DoubleSum<T>.HasVectors)
            {
                for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
                {
                    sum.AddProduct(Vector.Abs(Vector.Load(x + i)), Vector<T>.One);
                }
            }

            for (; i < end; i++)
            {
                sum.AddProduct(T.Abs(x[i]), T.One);
            }

            sums[item] = sum.Total;
        }
    }
}

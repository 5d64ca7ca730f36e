using System.Numerics;
using StyleForge.Engine.Objectives;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Losses;

/// <summary>
/// How restless a picture is: the differences between neighbouring pixels (Rudin et al. 1992; used in style
/// transfer by Johnson et al. 2016). <see cref="TotalVariationKind"/> has the formulas. Zero for a flat colour.
/// </summary>
/// <remarks>Departure: Gatys et al. 2016 have no such term; a weight of 0 is their method.</remarks>
public sealed unsafe class TotalVariationLoss<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int SlabRows = 16;

    private readonly TotalVariationKind _kind;
    private readonly Shape _shape;
    private readonly WorkerPool _workers;
    private readonly Tensor<double> _sums;
    private readonly int _slabs;
    private readonly double _across;
    private readonly double _down;
    private readonly double _diagonal;

    /// <summary>Fixes the formula and the size.</summary>
    /// <param name="kind">The formula.</param>
    /// <param name="picture"><c>(C, H, W)</c>.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where scratch memory is rented, until <see cref="Dispose"/>.</param>
    public TotalVariationLoss(TotalVariationKind kind, Shape picture, WorkerPool workers, TensorPool pool)
    {
        if (picture.Rank != 3)
        {
            throw new ArgumentException($"A planar picture has a shape C×H×W, not {picture}.", nameof(picture));
        }

        double channels = picture[0], height = picture[1], width = picture[2];
        (_across, _down, _diagonal) = kind switch
        {
            // One pixel across or down has no differences that way; any finite factor of their empty sum will do.
            TotalVariationKind.SquaredMean =>
                (1 / (channels * height * Math.Max(width - 1, 1)), 1 / (channels * Math.Max(height - 1, 1) * width), 0),
            TotalVariationKind.Absolute => (1, 1, 0),
            TotalVariationKind.NinePoint =>
                (2 / (3 * channels * height * width), 2 / (3 * channels * height * width), 1 / (6 * channels * (height + 1) * (width + 1))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
        };
        _kind = kind;
        _shape = picture;
        _workers = workers;
        _slabs = (picture[1] + SlabRows - 1) / SlabRows;
        _sums = pool.Rent<double>([picture[0] * _slabs]);
    }

    /// <summary>Evaluates the loss and adds its derivative.</summary>
    /// <param name="picture">C·H·W numbers, planar; for the scale of the weights to hold, 0 to 1 is black to white.</param>
    /// <param name="weight">Factor of value and derivative.</param>
    /// <param name="pictureGradient">C·H·W numbers; the weighted derivative by each number of the picture is added to it.</param>
    /// <returns>The weighted value, summed in double precision.</returns>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public double Evaluate(ReadOnlySpan<T> picture, double weight, Span<T> pictureGradient)
    {
        if (picture.Length != _shape.ElementCount || pictureGradient.Length != _shape.ElementCount)
        {
            throw new ArgumentException(
                $"A picture of {_shape} has {_shape.ElementCount} numbers, but {picture.Length} were given, and room for a gradient of {pictureGradient.Length}.");
        }

        fixed (T* x = picture, gradient = pictureGradient)
        {
            if (_kind == TotalVariationKind.Absolute)
            {
                _workers.Run(new Work<AbsoluteMeasure>(this, x, gradient, weight), _sums.Length);
            }
            else
            {
                _workers.Run(new Work<SquaredMeasure>(this, x, gradient, weight), _sums.Length);
            }
        }

        var total = 0.0;
        foreach (var sum in _sums.Span)
        {
            total += sum;
        }

        return total;
    }

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose() => _sums.Dispose();

    /// <summary>A difference d is measured as <c>d·k(d)</c>, the power n of its magnitude, whose derivative is <c>n·k(d)</c>.</summary>
    private interface IMeasure
    {
        static abstract double Power { get; }

        static abstract T K(T difference);

        static abstract Vector<T> K(Vector<T> difference);
    }

    private readonly struct SquaredMeasure : IMeasure
    {
        public static double Power => 2;

        public static T K(T difference) => difference;

        public static Vector<T> K(Vector<T> difference) => difference;
    }

    private readonly struct AbsoluteMeasure : IMeasure
    {
        public static double Power => 1;

        public static T K(T difference) => difference > T.Zero ? T.One : difference < T.Zero ? -T.One : T.Zero;

        public static Vector<T> K(Vector<T> difference)
        {
            var below = Vector.ConditionalSelect(Vector.LessThan(difference, Vector<T>.Zero), -Vector<T>.One, Vector<T>.Zero);
            return Vector.ConditionalSelect(Vector.GreaterThan(difference, Vector<T>.Zero), Vector<T>.One, below);
        }
    }

    /// <summary>
    /// An item is a slab of rows of one channel. It writes the gradient of its own rows only, and looks at the differences
    /// to the row above them once more for that; each difference is counted by the slab of its upper row.
    /// </summary>
    private readonly struct Work<TMeasure>(TotalVariationLoss<T> loss, T* picture, T* gradient, double weight) : IWork
        where TMeasure : struct, IMeasure
    {
        public void Do(int item, int worker)
        {
            var (height, width) = (loss._shape[1], loss._shape[2]);
            var top = item % loss._slabs * SlabRows;
            var bottom = Math.Min(top + SlabRows, height);
            var plane = (long)(item / loss._slabs) * height * width;
            var sum = 0.0;
            for (var y = top; y < bottom; y++)
            {
                var row = plane + ((long)y * width);
                sum += Measure(row, row + 1, width - 1, loss._across, ownsFrom: true, ownsTo: true);
            }

            // Row −1 repeats row 0, and row H repeats row H−1.
            for (var y = top - 1; y < bottom; y++)
            {
                var upper = Math.Max(y, 0);
                var lower = Math.Min(y + 1, height - 1);
                var measured = MeasureDown(
                    plane + ((long)upper * width), plane + ((long)lower * width), width, upper >= top, lower < bottom);
                sum += upper >= top ? measured : 0;
            }

            loss._sums.Pointer[item] = sum;
        }

        private double MeasureDown(long upper, long lower, int width, bool ownsUpper, bool ownsLower)
        {
            var sum = Measure(upper, lower, width, loss._down, ownsUpper, ownsLower);
            if (loss._diagonal > 0)
            {
                sum += Measure(upper, lower + 1, width - 1, loss._diagonal, ownsUpper, ownsLower);
                sum += Measure(upper + 1, lower, width - 1, loss._diagonal, ownsUpper, ownsLower);

                // Across the left edge, and across the right one, both diagonals go straight down.
                sum += Measure(upper, lower, 1, 2 * loss._diagonal, ownsUpper, ownsLower);
                sum += Measure(upper + width - 1, lower + width - 1, 1, 2 * loss._diagonal, ownsUpper, ownsLower);
            }

            return sum;
        }

        /// <summary>Measures the differences <c>x[to + i] − x[from + i]</c>; adds the derivative by those ends that are the slab's.</summary>
        private double Measure(long from, long to, int count, double factor, bool ownsFrom, bool ownsTo)
        {
            var scale = T.CreateChecked(TMeasure.Power * weight * factor);
            var sum = default(DoubleSum<T>);
            var i = 0;
            if (DoubleSum<T>.HasVectors)
            {
                var scales = new Vector<T>(scale);
                for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
                {
                    var difference = Vector.Load(picture + to + i) - Vector.Load(picture + from + i);
                    var k = TMeasure.K(difference);
                    sum.AddProduct(difference, k);

                    // Along a row both ends overlap, so the second is read after the first is written.
                    if (ownsTo)
                    {
                        Vector.Store(Vector.Load(gradient + to + i) + (scales * k), gradient + to + i);
                    }

                    if (ownsFrom)
                    {
                        Vector.Store(Vector.Load(gradient + from + i) - (scales * k), gradient + from + i);
                    }
                }
            }

            for (; i < count; i++)
            {
                var difference = picture[to + i] - picture[from + i];
                var k = TMeasure.K(difference);
                sum.AddProduct(difference, k);
                if (ownsTo)
                {
                    gradient[to + i] += scale * k;
                }

                if (ownsFrom)
                {
                    gradient[from + i] -= scale * k;
                }
            }

            return weight * factor * sum.Total;
        }
    }
}

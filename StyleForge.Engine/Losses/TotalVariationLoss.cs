using System.Numerics;
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
            var work = new Work(this, x, gradient, weight);
            _workers.Run(work, _sums.Length);
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

    /// <summary>
    /// An item is a slab of rows of one channel. It writes the gradient of its own rows only, and looks at the differences
    /// to the row above them once more for that; each difference is counted by the slab of its upper row.
    /// </summary>
    private readonly struct Work(TotalVariationLoss<T> loss, T* picture, T* gradient, double weight) : IWork
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
            var absolute = loss._kind == TotalVariationKind.Absolute;
            var scale = T.CreateChecked((absolute ? 1 : 2) * weight * factor);
            var sum = 0.0;
            for (var i = 0; i < count; i++)
            {
                var difference = picture[to + i] - picture[from + i];
                var wide = double.CreateTruncating(difference);
                sum += absolute ? Math.Abs(wide) : wide * wide;
                var slope = scale * (absolute ? Sign(difference) : difference);
                if (ownsTo)
                {
                    gradient[to + i] += slope;
                }

                if (ownsFrom)
                {
                    gradient[from + i] -= slope;
                }
            }

            return weight * factor * sum;
        }

        private static T Sign(T number) => number > T.Zero ? T.One : number < T.Zero ? -T.One : T.Zero;
    }
}

using System.Numerics;
using StyleForge.Engine.Losses;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Optimisation;

/// <summary>
/// The average over an optimiser's pictures, later ones counting more: <c>a ← d·a + (1−d)·x</c>, read as <c>a/(1−dᵗ)</c>
/// (Kingma and Ba 2015, section 7.2; as crowsonkb/style-transfer-pytorch does). Smoother than the last picture.
/// </summary>
public sealed unsafe class IterateAverage<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SlabArithmetic<T> _slabs;
    private readonly Tensor<T> _average;
    private readonly double _decay;
    private double _remaining = 1;

    /// <summary>Begins with no pictures.</summary>
    /// <param name="length">How many numbers a picture has.</param>
    /// <param name="decay">d: how much of the average is kept each time, from 0 (the last picture) to below 1; 0.99 is usual.</param>
    /// <param name="workers">The threads to work on; their number does not change a bit of the result.</param>
    /// <param name="pool">Where memory for one picture is rented, until <see cref="Dispose"/>.</param>
    public IterateAverage(int length, double decay, WorkerPool workers, TensorPool pool)
    {
        _decay = OptionRange.Share(decay, nameof(decay));
        _slabs = new SlabArithmetic<T>(length, workers, pool);
        _average = pool.RentZeroed<T>([length]);
    }

    /// <summary>Adds a picture.</summary>
    /// <exception cref="ArgumentException">The picture has another length.</exception>
    public void Add(ReadOnlySpan<T> picture)
    {
        PictureLength.Require(_slabs.Length, picture.Length, "picture");
        fixed (T* x = picture)
        {
            _slabs.Combine(_average.Pointer, _decay, _average.Pointer, 1 - _decay, x, x);
        }

        _remaining *= _decay;
    }

    /// <summary>Writes the average of the pictures added so far.</summary>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="InvalidOperationException">No picture was added.</exception>
    public void CopyTo(Span<T> destination)
    {
        PictureLength.Require(_slabs.Length, destination.Length, "destination");
        if (_remaining == 1)
        {
            throw new InvalidOperationException("There is no average before the first picture is added.");
        }

        fixed (T* x = destination)
        {
            _slabs.Combine(x, 1 / (1 - _remaining), _average.Pointer, 0, _average.Pointer, x);
        }
    }

    /// <summary>Hands the memory back to the pool.</summary>
    public void Dispose()
    {
        _average.Dispose();
        _slabs.Dispose();
    }
}

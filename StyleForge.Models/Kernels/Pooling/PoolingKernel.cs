using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Pooling;

/// <summary>Pooling made ready for sources of one shape; one plane is one item of work.</summary>
internal sealed unsafe class PoolingKernel<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PoolingKind _kind;
    private readonly PoolingExtents _extents;
    private readonly WorkerPool _workers;

    // For a maximum: where in its plane each destination element was found, as integers.
    private readonly Tensor<float>? _saved;

    public PoolingKernel(PoolingKind kind, PoolingExtents extents, WorkerPool workers, TensorPool pool)
    {
        (_kind, _extents, _workers) = (kind, extents, workers);
        _saved = kind == PoolingKind.Maximum ? pool.RentZeroed<float>(extents.DestinationShape) : null;
    }

    public Shape DestinationShape => _extents.DestinationShape;

    public void Forward(Tensor<T> source, Tensor<T> destination) => _workers.Run(
        new Plane(_kind, _extents, Backward: false, source.Pointer, destination.Pointer, Saved), _extents.Planes);

    public void Backward(Tensor<T> destinationGradient, Tensor<T> sourceGradient) => _workers.Run(
        new Plane(_kind, _extents, Backward: true, sourceGradient.Pointer, destinationGradient.Pointer, Saved), _extents.Planes);

    public void Dispose() => _saved?.Dispose();

    private int* Saved => _saved is null ? null : (int*)_saved.Pointer;

    private readonly struct Plane(PoolingKind kind, PoolingExtents extents, bool Backward, T* source, T* destination, int* saved) : IWork
    {
        public void Do(int item, int worker)
        {
            var from = source + ((long)item * extents.SourcePositions);
            var to = destination + ((long)item * extents.DestinationPositions);
            var at = saved + ((long)item * extents.DestinationPositions);
            switch (kind, Backward)
            {
                case (PoolingKind.Maximum, false):
                    PoolingReference.Maximum(extents, from, to, at);
                    break;
                case (PoolingKind.Maximum, true):
                    PoolingReference.MaximumBackward(extents, to, at, from);
                    break;
                case (_, false):
                    PoolingReference.Average(extents, from, to);
                    break;
                default:
                    PoolingReference.AverageBackward(extents, to, from);
                    break;
            }
        }
    }
}

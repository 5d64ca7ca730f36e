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

    private int* Saved => _saved is null ? null : (int*)_saved.Pointer;

    public void Forward(Tensor<T> source, Tensor<T> destination) =>
        _workers.Run(new ForwardPlane(_kind, _extents, source.Pointer, destination.Pointer, Saved), _extents.Planes);

    public void Backward(Tensor<T> destinationGradient, Tensor<T> sourceGradient) =>
        _workers.Run(new BackwardPlane(_kind, _extents, destinationGradient.Pointer, Saved, sourceGradient.Pointer), _extents.Planes);

    public void Dispose() => _saved?.Dispose();

    private static bool IsHalving(PoolingExtents extents) => typeof(T) == typeof(float) && HalvingPooling.Accepts(extents);

    private readonly struct ForwardPlane(PoolingKind kind, PoolingExtents extents, T* source, T* destination, int* saved) : IWork
    {
        public void Do(int item, int worker)
        {
            var from = source + ((long)item * extents.SourcePositions);
            var to = destination + ((long)item * extents.DestinationPositions);
            var at = saved + ((long)item * extents.DestinationPositions);
            switch (kind, IsHalving(extents))
            {
                case (PoolingKind.Maximum, true):
                    HalvingPooling.Maximum(extents, (float*)from, (float*)to, at);
                    break;
                case (PoolingKind.Maximum, false):
                    PoolingReference.Maximum(extents, from, to, at);
                    break;
                case (_, true):
                    HalvingPooling.Average(extents, (float*)from, (float*)to);
                    break;
                default:
                    PoolingReference.Average(extents, from, to);
                    break;
            }
        }
    }

    private readonly struct BackwardPlane(PoolingKind kind, PoolingExtents extents, T* destinationGradient, int* saved, T* sourceGradient) : IWork
    {
        public void Do(int item, int worker)
        {
            var from = destinationGradient + ((long)item * extents.DestinationPositions);
            var to = sourceGradient + ((long)item * extents.SourcePositions);
            switch (kind, IsHalving(extents))
            {
                case (PoolingKind.Maximum, _):
                    PoolingReference.MaximumBackward(extents, from, saved + ((long)item * extents.DestinationPositions), to);
                    break;
                case (_, true):
                    HalvingPooling.AverageBackward(extents, (float*)from, (float*)to);
                    break;
                default:
                    PoolingReference.AverageBackward(extents, from, to);
                    break;
            }
        }
    }
}

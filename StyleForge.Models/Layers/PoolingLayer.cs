using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Maximum or average pooling of every channel by itself, over one to three spatial dimensions.</summary>
/// <remarks>Padding never wins a maximum and counts in an average only where that is asked for; the first of equals receives the gradient.</remarks>
public sealed class PoolingLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PoolingKind _kind;
    private readonly Window[] _windows;
    private readonly bool _ceiling;
    private readonly bool _countsPadding;

    /// <summary>Makes a pooling layer.</summary>
    /// <param name="name">The name within the network.</param>
    /// <param name="kind">Maximum or average.</param>
    /// <param name="windows">One window a spatial dimension, outermost first.</param>
    /// <param name="ceiling">Count a last window that starts inside the source but does not fit.</param>
    /// <param name="countsPadding">Count the padding that a window covers as zeros of an average.</param>
    /// <exception cref="ArgumentException">There are not one to three windows.</exception>
    public PoolingLayer(string name, PoolingKind kind, Window[] windows, bool ceiling = false, bool countsPadding = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Length is < 1 or > 3)
        {
            throw new ArgumentException($"Layer '{name}': pooling has one to three spatial dimensions, not {windows.Length}.", nameof(windows));
        }

        (_kind, _windows, _ceiling, _countsPadding) = (kind, [.. windows], ceiling, countsPadding);
    }

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => Extents(source).DestinationShape;

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) =>
        new Run(Name, source, new PoolingKernel<T>(_kind, Extents(source), workers, pool));

    private PoolingExtents Extents(Shape source)
    {
        try
        {
            return new PoolingExtents(_windows, _ceiling, source, _countsPadding);
        }
        catch (ArgumentException refusal)
        {
            throw LayerShapes.Named(Name, refusal);
        }
    }

    private sealed class Run(string name, Shape source, PoolingKernel<T> kernel) : LayerRun<T>(source, kernel.DestinationShape)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            kernel.Forward(source, destination);
        }

        public override void Backward(Tensor<T> source, Tensor<T> destination, Tensor<T> destinationGradient, Tensor<T> sourceGradient)
        {
            LayerShapes.Require(name, "gradient by the destination", destinationGradient.Shape, DestinationShape);
            LayerShapes.Require(name, "gradient by the source", sourceGradient.Shape, SourceShape);
            kernel.Backward(destinationGradient, sourceGradient);
        }

        protected override void Dispose(bool disposing)
        {
            kernel.Dispose();
            base.Dispose(disposing);
        }
    }
}

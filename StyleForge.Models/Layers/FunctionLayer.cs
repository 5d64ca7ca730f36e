using System.Numerics;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Elementwise;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>A function of each number by itself, forward only. Destination may be the source itself.</summary>
internal sealed unsafe class FunctionLayer<T, TFunction>(string name, TFunction function) : Layer<T>(name), IVectorFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IFunction
{
    /// <inheritdoc/>
    bool IVectorFunction.HasVectors => TFunction.HasLanes && typeof(T) == typeof(float) && VectorWidth.Bits > 0;

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => source;

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => new Run(Name, function, source, workers);

    /// <inheritdoc/>
    void IVectorFunction.Run(float* source, float* destination, int length) => FunctionTraversal.Here(function, source, destination, length);

    private sealed class Run(string name, TFunction function, Shape shape, WorkerPool workers) : LayerRun<T>(shape, shape)
    {
        public override void Forward(Tensor<T> source, Tensor<T> destination)
        {
            LayerShapes.Require(name, "source", source.Shape, SourceShape);
            LayerShapes.Require(name, "destination", destination.Shape, DestinationShape);
            FunctionTraversal.Run(function, source, destination, workers);
        }
    }
}

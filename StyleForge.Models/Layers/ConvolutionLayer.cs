using System.Numerics;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Layers;

/// <summary>Convolution in one, two or three dimensions. Takes ownership of weights and bias; parameters are <c>name.weight</c> and <c>name.bias</c>.</summary>
public sealed class ConvolutionLayer<T>(string name, ConvolutionGeometry geometry, Tensor<T> weights, Tensor<T>? bias) : Layer<T>(name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Summary => $"{geometry} {weights} {bias}";

    /// <inheritdoc/>
    public override Shape DestinationShape(Shape source) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override LayerRun<T> Prepare(Shape source, WorkerPool workers, TensorPool pool) => throw new NotImplementedException();
}

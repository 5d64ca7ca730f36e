using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>Convolution of few destination channels straight from the source; its gradients are those of <see cref="GemmConvolution"/>.</summary>
internal sealed unsafe class DirectConvolution : ConvolutionKernel<float>
{
    private readonly DirectProduct _forward;
    private readonly ConvolutionGradients _gradients;

    public DirectConvolution(ConvolutionExtents e, Tensor<float> weights, Tensor<float>? bias, WorkerPool workers, TensorPool pool)
    {
        _forward = new DirectProduct(e, weights, bias, workers, pool);
        _gradients = new ConvolutionGradients(e, weights, ColumnSource.Forward(e), workers, pool);
    }

    public override void Forward(Tensor<float> source, Tensor<float> destination) => _forward.Run(source.Pointer, destination.Pointer);

    public override void BackwardSource(Tensor<float> destinationGradient, Tensor<float> sourceGradient) =>
        _gradients.BySource(destinationGradient.Pointer, sourceGradient.Pointer);

    public override void BackwardParameters(Tensor<float> source, Tensor<float> destinationGradient, Tensor<float> weightsGradient, Tensor<float>? biasGradient) =>
        _gradients.ByParameters(source.Pointer, destinationGradient.Pointer, weightsGradient.Pointer, biasGradient is null ? null : biasGradient.Pointer);

    public override void Dispose()
    {
        _forward.Dispose();
        _gradients.Dispose();
        base.Dispose();
    }
}

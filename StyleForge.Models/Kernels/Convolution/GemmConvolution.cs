using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>Convolution by matrix products over columns that are packed block by block. Takes every geometry.</summary>
internal sealed unsafe class GemmConvolution : ConvolutionKernel<float>
{
    private readonly ConvolutionProduct _forward;
    private readonly ConvolutionGradients _gradients;

    public GemmConvolution(ConvolutionExtents e, Tensor<float> weights, Tensor<float>? bias, WorkerPool workers, TensorPool pool)
    {
        var (ic, oc, taps) = (e.SourceChannels, e.DestinationChannels, e.Taps);
        var numbers = weights.Pointer;
        var columns = ColumnSource.Forward(e);
        _forward = new ConvolutionProduct(
            e.Batch, e.Groups, oc, columns, (g, row, channel, tap) => numbers[(((((long)g * oc) + row) * ic + channel) * taps) + tap], bias is null ? [] : bias.Span, workers, pool);
        _gradients = new ConvolutionGradients(e, weights, columns, workers, pool);
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

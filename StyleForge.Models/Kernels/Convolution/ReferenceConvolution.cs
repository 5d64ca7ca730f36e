using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>The last of the paths: takes every convolution in every number type, on one thread.</summary>
internal sealed unsafe class ReferenceConvolution<T>(ConvolutionExtents extents, Tensor<T> weights, Tensor<T>? bias) : ConvolutionKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(Tensor<T> source, Tensor<T> destination) =>
        ConvolutionReference.Forward(extents, source.Pointer, weights.Pointer, bias is null ? null : bias.Pointer, destination.Pointer);

    public override void BackwardSource(Tensor<T> destinationGradient, Tensor<T> sourceGradient) =>
        ConvolutionReference.BackwardSource(extents, destinationGradient.Pointer, weights.Pointer, sourceGradient.Pointer);

    public override void BackwardParameters(Tensor<T> source, Tensor<T> destinationGradient, Tensor<T> weightsGradient, Tensor<T>? biasGradient)
    {
        ConvolutionReference.BackwardWeights(extents, source.Pointer, destinationGradient.Pointer, weightsGradient.Pointer);
        if (biasGradient is not null)
        {
            ConvolutionReference.BackwardBias(extents, destinationGradient.Pointer, biasGradient.Pointer);
        }
    }
}

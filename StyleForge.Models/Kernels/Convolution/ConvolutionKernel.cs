using System.Numerics;
using StyleForge.Models.Tensors;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>
/// A convolution made ready for sources of one shape by one of the <see cref="ConvolutionPaths"/>: weights as they were
/// when it was made, and its own scratch memory.
/// </summary>
internal abstract class ConvolutionKernel<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name of the path: <see cref="KernelPath.Name"/>.</summary>
    public string Path { get; set; } = "reference";

    /// <summary>Computes the destination, bias included.</summary>
    public abstract void Forward(Tensor<T> source, Tensor<T> destination);

    /// <summary>Computes the gradient by the source.</summary>
    public abstract void BackwardSource(Tensor<T> destinationGradient, Tensor<T> sourceGradient);

    /// <summary>Adds to the gradient by the weights, and by the bias where there is one.</summary>
    public abstract void BackwardParameters(Tensor<T> source, Tensor<T> destinationGradient, Tensor<T> weightsGradient, Tensor<T>? biasGradient);

    /// <summary>Gives rented memory back.</summary>
    public virtual void Dispose()
    {
    }
}

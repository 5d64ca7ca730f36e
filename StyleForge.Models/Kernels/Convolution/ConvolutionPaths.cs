using System.Numerics;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Convolution;

/// <summary>The ways to compute a convolution, from the most special to the reference. The first that takes it does it.</summary>
public static class ConvolutionPaths
{
    /// <summary>Asks every path whether it takes a convolution; the first accepted one is used.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="source">The shape of its source.</param>
    /// <exception cref="ArgumentException">The geometry cannot take such a source.</exception>
    public static IReadOnlyList<KernelPath> List<T>(ConvolutionGeometry geometry, Shape source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(geometry);
        _ = geometry.DestinationShape(source);
        return [new KernelPath("reference", Accepted: true, "takes everything")];
    }

    internal static ConvolutionKernel<T> Prepare<T>(ConvolutionGeometry geometry, Shape source, Tensor<T> weights, Tensor<T>? bias, WorkerPool workers, TensorPool pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var extents = new ConvolutionExtents(geometry, source);
        return new ReferenceConvolution<T>(extents, weights, bias);
    }
}

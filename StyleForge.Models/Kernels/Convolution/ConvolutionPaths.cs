using System.Diagnostics;
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
        var extents = new ConvolutionExtents(geometry, source);
        return [.. Entries<T>.Ordered.Select(entry => entry.Judge(extents))];
    }

    internal static ConvolutionKernel<T> Prepare<T>(
        ConvolutionGeometry geometry, Shape source, Tensor<T> weights, Tensor<T>? bias, WorkerPool workers, TensorPool pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var extents = new ConvolutionExtents(geometry, source);
        foreach (var entry in Entries<T>.Ordered)
        {
            if (entry.Judge(extents) is { Accepted: true, Name: var path })
            {
                var kernel = entry.Prepare(extents, weights, bias, workers, pool);
                kernel.Path = path;
                return kernel;
            }
        }

        throw new UnreachableException("The last path takes everything.");
    }

    private static KernelPath JudgeDirect<T>(ConvolutionExtents extents) =>
        (typeof(T) != typeof(float) ? "only for 32-bit floats" : VectorWidth.Bits == 0 ? "no vectors" : DirectProduct.Obstacle(extents.Border, extents.Windows[2], extents.DestinationChannels)) is { } obstacle
            ? new("direct", Accepted: false, obstacle)
            : new($"direct-{VectorWidth.Bits}", Accepted: true, $"{VectorWidth.Bits}-bit vectors, {extents.DestinationChannels} destination channels, a stride of 1 along the rows");

    private static KernelPath JudgeGemm<T>(ConvolutionExtents extents) => (typeof(T) == typeof(float), VectorWidth.Bits) switch
    {
        (false, _) => new("gemm", Accepted: false, "only for 32-bit floats"),
        (_, 0) => new("gemm", Accepted: false, "no vectors"),
        _ => new($"gemm-{VectorWidth.Bits}", Accepted: true, $"{VectorWidth.Bits}-bit vectors"),
    };

    private sealed record Entry<T>(
        Func<ConvolutionExtents, KernelPath> Judge,
        Func<ConvolutionExtents, Tensor<T>, Tensor<T>?, WorkerPool, TensorPool, ConvolutionKernel<T>> Prepare)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static class Entries<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static readonly Entry<T>[] Ordered =
        [
            new(JudgeDirect<T>, (extents, weights, bias, workers, pool) => (ConvolutionKernel<T>)(object)new DirectConvolution(
                extents, (Tensor<float>)(object)weights, (Tensor<float>?)(object?)bias, workers, pool)),
            new(JudgeGemm<T>, (extents, weights, bias, workers, pool) => (ConvolutionKernel<T>)(object)new GemmConvolution(
                extents, (Tensor<float>)(object)weights, (Tensor<float>?)(object?)bias, workers, pool)),
            new(_ => new("reference", Accepted: true, "takes everything"), (extents, weights, bias, _, _) =>
                new ReferenceConvolution<T>(extents, weights, bias)),
        ];
    }
}

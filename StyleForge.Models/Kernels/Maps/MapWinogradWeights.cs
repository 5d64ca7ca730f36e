using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Kernels.Convolution;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Kernels.Maps;

/// <summary>The transformed kernels of a 3×3 convolution, all of them kept, and its bias.</summary>
internal sealed unsafe class MapWinogradWeights : IDisposable
{
    private readonly Tensor<float> _bias;

    /// <summary>Transforms kernels as they are now.</summary>
    /// <param name="weights"><c>(oc, ic, 3, 3)</c>.</param>
    /// <param name="bias"><c>(oc)</c>, or null for zeros.</param>
    /// <param name="workers">The threads to work on.</param>
    public MapWinogradWeights(Tensor<float> weights, Tensor<float>? bias, WorkerPool workers)
    {
        _bias = new Tensor<float>([BlockedProduct.PaddedColumns(weights.Shape[0])]);
        bias?.Span.CopyTo(_bias.Span);
        Kernels = new WinogradWeights(weights.Shape, isBackward: false, keepsAll: true);
        Kernels.Pack(weights, workers);
    }

    /// <summary>The kernels.</summary>
    public WinogradWeights Kernels { get; }

    /// <summary>The bias, zeros to the end of the last panel.</summary>
    public float* Bias => _bias.Pointer;

    /// <summary>The bytes of a convolution's transformed kernels and bias.</summary>
    /// <param name="geometry">The convolution.</param>
    public static long BytesOf(ConvolutionGeometry geometry) =>
        MapWinograd.Extents(geometry).Bytes + (sizeof(float) * (long)BlockedProduct.PaddedColumns(geometry.DestinationChannels));

    /// <inheritdoc/>
    public void Dispose()
    {
        Kernels.Dispose();
        _bias.Dispose();
    }
}

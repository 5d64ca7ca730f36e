using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels.Blocked;
using StyleForge.Models.Layers;
using StyleForge.Models.Tensors;
using StyleForge.Models.Threading;

namespace StyleForge.Models.Execution;

/// <summary>The weights of one convolution, packed for the blocked kernels. All runs of a network share them.</summary>
internal sealed class BlockedWeights : IDisposable
{
    /// <summary>Packs the weights as they are.</summary>
    /// <param name="layer">The convolution.</param>
    /// <param name="isFirst">True if it reads the picture.</param>
    /// <param name="workers">The threads to work on.</param>
    public BlockedWeights(ConvolutionLayer<float> layer, bool isFirst, WorkerPool workers)
    {
        var weights = layer.Parameters[0].Value;
        Bias = new Tensor<float>([BlockedProduct.PaddedColumns(layer.Geometry.DestinationChannels)]);
        if (isFirst)
        {
            Picture = new PictureConvolution(weights.Shape[0]);
            Picture.Pack(weights);
        }
        else
        {
            Forward = new WinogradWeights(weights.Shape, isBackward: false);
            Backward = new WinogradWeights(weights.Shape, isBackward: true);
            Forward.Pack(weights, workers);
            Backward.Pack(weights, workers);
        }

        if (layer.Parameters.Count > 1)
        {
            layer.Parameters[1].Value.Span.CopyTo(Bias.Span);
        }
    }

    /// <summary>The bias, zeros to the end of the last panel.</summary>
    public Tensor<float> Bias { get; }

    /// <summary>The kernels of a convolution that reads pictures.</summary>
    public PictureConvolution? Picture { get; }

    /// <summary>The kernels of every other, forward.</summary>
    public WinogradWeights? Forward { get; }

    /// <summary>The kernels of every other, for the gradient by the source.</summary>
    public WinogradWeights? Backward { get; }

    /// <summary>The bytes of a layer's packed weights; what its small parts are rounded up to is left out.</summary>
    public static long BytesOf(ConvolutionDescription layer)
    {
        var (from, to) = (layer.SourceChannels, layer.DestinationChannels);
        return from == 3
            ? 2L * layer.Kernel * layer.Kernel * from * to * sizeof(float)
            : new WinogradExtents(from, to).Bytes + new WinogradExtents(to, from).Bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Bias.Dispose();
        Picture?.Dispose();
        Forward?.Dispose();
        Backward?.Dispose();
    }
}

using System.Runtime.InteropServices;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace StyleForge.Models.Torch;

/// <summary>
/// A network on libtorch: the same description and weights as the managed engine's, computed by libtorch's operators on any
/// device and in any precision, with autograd for the way back. <see cref="TorchLibrary.Load"/> comes before it.
/// </summary>
public sealed class TorchNetwork : IDisposable
{
    private readonly NetworkDescription _description;
    private readonly TorchTensor _factor;
    private readonly TorchTensor _offset;
    private readonly bool _isReversed;

    /// <summary>Copies weights to a device.</summary>
    /// <param name="description">The layers.</param>
    /// <param name="parameters">For each layer its tensors, in the order of <see cref="LayerDescription.Parameters"/>.</param>
    /// <param name="input">How the weights want their pictures.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">The precision: 32 or 64 bits of floating point.</param>
    public TorchNetwork(
        NetworkDescription description,
        IReadOnlyList<IReadOnlyList<Tensor<float>>> parameters,
        InputConvention input,
        torch.Device device,
        torch.ScalarType type = torch.ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(input);
        _description = description;
        using var scope = torch.NewDisposeScope();
        Parameters = [.. parameters.Select(layer => layer.Select(tensor => Copy<float>(tensor.Span, [.. tensor.Shape.Select(side => (long)side)])).ToArray())];
        var isPlain = input.Mean.Count == 0;
        long[] perChannel = isPlain ? [1] : [1, input.Mean.Count, .. Enumerable.Repeat(1L, description.Facts.Source.Rank - 2)];
        _factor = Copy<double>(isPlain ? [1] : [.. input.Deviation.Select(deviation => input.Range / deviation)], perChannel);
        _offset = Copy<double>(isPlain ? [0] : [.. input.Mean.Zip(input.Deviation, (mean, deviation) => -mean / deviation)], perChannel);
        _isReversed = input.Order == ChannelOrder.Bgr;

        // Only now that all are there: where one fails, the scope frees those before it.
        foreach (var tensor in Parameters.SelectMany(layer => layer).Append(_factor).Append(_offset))
        {
            tensor.DetachFromDisposeScope();
        }

        TorchTensor Copy<T>(ReadOnlySpan<T> numbers, long[] shape)
            where T : unmanaged
        {
            var here = torch.empty(shape, typeof(T) == typeof(double) ? torch.ScalarType.Float64 : torch.ScalarType.Float32);
            numbers.CopyTo(MemoryMarshal.Cast<byte, T>(here.bytes));
            return here.to(type, device);
        }
    }

    /// <summary>For each layer its tensors, in the order of the description; this network's own. Who trains them asks for their gradients.</summary>
    public IReadOnlyList<IReadOnlyList<TorchTensor>> Parameters { get; }

    /// <summary>Computes a network's layers down to the deepest of some taps.</summary>
    /// <param name="pictures"><c>(N, 3, H, W)</c>, RGB, sRGB-encoded, 0 to 1, or what else the network takes, on the network's device and in its precision.</param>
    /// <param name="taps">The places to look at.</param>
    /// <param name="pooling">How to pool.</param>
    /// <param name="border">What convolutions read beyond the edge.</param>
    /// <returns>What each tap shows; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">There is no such tap.</exception>
    /// <exception cref="ExternalException">libtorch refused, for example for lack of memory.</exception>
    public IReadOnlyDictionary<string, TorchTensor> Forward(
        TorchTensor pictures, IReadOnlyCollection<string> taps, PoolingKind pooling = PoolingKind.Maximum, BorderMode border = BorderMode.Zero)
    {
        ArgumentNullException.ThrowIfNull(taps);
        using var source = Normalise(pictures);
        return TorchGraph.Run(_description, source, index => Parameters[index], taps, pooling, border);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (var tensor in Parameters.SelectMany(layer => layer))
        {
            tensor.Dispose();
        }

        _factor.Dispose();
        _offset.Dispose();
    }

    private TorchTensor Normalise(TorchTensor pictures)
    {
        using var reversed = _isReversed ? pictures.flip(1) : pictures.alias();
        return torch.addcmul(_offset, reversed, _factor, TorchArithmetic.One);
    }
}

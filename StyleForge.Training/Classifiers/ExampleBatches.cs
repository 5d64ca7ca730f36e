using System.Runtime.InteropServices;
using StyleForge.Models.Weights;
using StyleForge.Training.Examples;
using static StyleForge.Models.Torch.TorchArithmetic;
using static TorchSharp.torch;

namespace StyleForge.Training.Classifiers;

/// <summary>Brings examples to a device, a batch at a time, and makes of them what a network was trained on.</summary>
internal sealed class ExampleBatches : IDisposable
{
    private readonly Device _device;
    private readonly bool _isReversed;
    private readonly Tensor _factor;
    private readonly Tensor _offset;

    /// <summary>Takes how the network wants its input.</summary>
    /// <param name="input">How.</param>
    /// <param name="rank">Dimensions of a batch.</param>
    /// <param name="device">Where to.</param>
    public ExampleBatches(InputConvention input, int rank, Device device)
    {
        (_device, _isReversed) = (device, input.Order == ChannelOrder.Bgr);
        long[] perChannel = [1, input.Mean.Count, .. Enumerable.Repeat(1L, rank - 2)];
        _factor = tensor([.. input.Deviation.Select(deviation => (float)(input.Range / deviation))], perChannel, device: device).DetachFromDisposeScope();
        _offset = tensor([.. input.Mean.Zip(input.Deviation, (mean, deviation) => (float)(-mean / deviation))], perChannel, device: device).DetachFromDisposeScope();
    }

    /// <summary>The labels of some examples.</summary>
    public Tensor Labels(ExampleSet set, IReadOnlyList<int> places) => tensor([.. places.Select(place => (long)set.Examples[place].Label)], [places.Count], device: _device);

    /// <summary>Some examples as they are; pictures from 0 to 1.</summary>
    public Tensor Take(ExampleSet set, IReadOnlyList<int> places)
    {
        using var scope = NewDisposeScope();
        long[] shape = [places.Count, .. set.Source.Skip(1).Select(extent => (long)extent)];
        var here = empty(shape, set.ArePictures ? ScalarType.Byte : ScalarType.Float32);
        var bytes = MemoryMarshal.Cast<byte, byte>(here.bytes);
        var length = set.Examples[places[0]].Samples.Length;
        for (var index = 0; index < places.Count; index++)
        {
            set.Examples[places[index]].Samples.CopyTo(bytes.Slice(index * length, length));
        }

        var there = here.to(_device);
        return (set.ArePictures ? there.to(ScalarType.Float32).div_(Held((double)byte.MaxValue)) : there).MoveToOuterDisposeScope();
    }

    /// <summary>What the network's first layers see of them.</summary>
    public Tensor Normalise(Tensor examples)
    {
        using var scope = NewDisposeScope();
        return addcmul(_offset, _isReversed ? examples.flip(1) : examples, _factor, Held(1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _factor.Dispose();
        _offset.Dispose();
    }
}

using StyleForge.Models.Networks;
using StyleForge.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StyleForge.Training.Networks;

/// <summary>
/// A chain of 3×3 convolutions with rectifiers and poolings as libtorch computes it, for any kernels: borders reflect and poolings
/// are means of four, as renders have them by default.
/// </summary>
internal sealed class FeatureChain : IDisposable
{
    private readonly List<Link> _links = [];
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly bool _isFlipped;

    /// <summary>Takes the layers of a description.</summary>
    /// <param name="description">Convolutions, each with a rectifier after it, and poolings; what comes after them is left out.</param>
    /// <param name="input">How the kernels want their pictures.</param>
    /// <param name="device">Where pictures and kernels lie.</param>
    public FeatureChain(NetworkDescription description, InputConvention input, Device device)
    {
        var isPooled = false;
        foreach (var layer in description.Layers)
        {
            switch (layer)
            {
                case ConvolutionDescription convolution:
                    _links.Add(new Link(convolution, string.Empty, isPooled));
                    isPooled = false;
                    break;
                case ReluDescription relu:
                    _links[^1] = _links[^1] with { Tap = relu.Tap };
                    break;
                case PoolingDescription:
                    isPooled = true;
                    break;
            }
        }

        // Range · picture is compared with mean and deviation: (Range/deviation)·picture − mean/deviation.
        _scale = PerChannel(input.Deviation.Select(deviation => input.Range / deviation), device);
        _shift = PerChannel(input.Mean.Zip(input.Deviation, (mean, deviation) => mean / deviation), device);
        _isFlipped = input.Order == ChannelOrder.Bgr;
    }

    /// <summary>The convolutions, first to last.</summary>
    public IReadOnlyList<ConvolutionDescription> Convolutions => [.. _links.Select(link => link.Convolution)];

    /// <summary>The outputs of the rectifiers, first to last.</summary>
    public IReadOnlyList<string> Taps => [.. _links.Select(link => link.Tap)];

    /// <summary>Channels at a tap.</summary>
    public int Channels(string tap) => _links.Find(link => link.Tap == tap)!.Convolution.DestinationChannels;

    /// <summary>Looks at pictures.</summary>
    /// <param name="pictures"><c>(N, 3, H, W)</c>, RGB from 0 to 1.</param>
    /// <param name="kernels">One for each convolution up to the last tap.</param>
    /// <param name="taps">Where to look.</param>
    /// <param name="precision">The numbers to calculate with; the features are of it too.</param>
    /// <returns>The features at the taps, in the caller's dispose scope.</returns>
    public Dictionary<string, Tensor> Run(Tensor pictures, IReadOnlyList<Kernel> kernels, IReadOnlyCollection<string> taps, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var features = new Dictionary<string, Tensor>();
        var ordered = _isFlipped ? pictures.flip(1) : pictures;
        var x = ((ordered * _scale) - _shift).to(precision);
        for (var index = 0; index < _links.Count && features.Count < taps.Count; index++)
        {
            x = Apply(_links[index], kernels[index], x, precision);
            if (taps.Contains(_links[index].Tap))
            {
                features.Add(_links[index].Tap, x.MoveToOuterDisposeScope());
            }
        }

        return features;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }

    // What only the graph of the gradient needs is let go of here.
    private static Tensor Apply(Link link, Kernel kernel, Tensor x, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var source = link.IsPooledBefore ? functional.avg_pool2d(x, 2) : x;
        var padded = functional.pad(source, (1, 1, 1, 1), PaddingModes.Reflect);
        return functional.conv2d(padded, kernel.Weights.to(precision), kernel.Bias.to(precision)).relu_().MoveToOuterDisposeScope();
    }

    private static Tensor PerChannel(IEnumerable<double> numbers, Device device) =>
        tensor([.. numbers.Select(number => (float)number)], [1, 3, 1, 1], device: device).DetachFromDisposeScope();

    private sealed record Link(ConvolutionDescription Convolution, string Tap, bool IsPooledBefore);
}

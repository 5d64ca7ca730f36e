using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Torch;
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
    private readonly NetworkDescription _description;
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
        _description = description;
        var isPooled = false;
        for (var index = 0; index < description.Layers.Count; index++)
        {
            switch (description.Layers[index])
            {
                case ConvolutionDescription convolution:
                    _links.Add(new Link(convolution, index, string.Empty, isPooled));
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
    /// <param name="pass">What the layers after a tap see, by the tap and its features; null for the features themselves.</param>
    /// <returns>The features at the taps, in the caller's dispose scope.</returns>
    public Dictionary<string, Tensor> Run(
        Tensor pictures, IReadOnlyList<Kernel> kernels, IReadOnlyCollection<string> taps, ScalarType precision, Func<string, Tensor, Tensor>? pass = null)
    {
        var places = _links.Select((link, number) => (link.Layer, number)).ToDictionary();
        using var input = Input(pictures);
        using var source = input.to(precision);
        return TorchGraph.Run(
            _description,
            source,
            layer => places.TryGetValue(layer, out var number) ? [kernels[number].Weights.to(precision), kernels[number].Bias.to(precision)] : [],
            taps,
            PoolingKind.Average,
            BorderMode.Reflect,
            pass is null ? null : (tap, seen) => _links.Exists(link => link.Tap == tap) ? pass(tap, seen) : seen);
    }

    /// <summary>What a convolution sees, with the border of one around it: <c>(N, C, H + 2, W + 2)</c>.</summary>
    /// <param name="index">The convolution's place.</param>
    /// <param name="pictures">The pictures, for the first.</param>
    /// <param name="features">Features at all taps, for the others.</param>
    public Tensor Source(int index, Tensor pictures, IReadOnlyDictionary<string, Tensor> features) =>
        Pad(_links[index], index == 0 ? Input(pictures) : features[_links[index - 1].Tap]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }

    private Tensor Input(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return (((_isFlipped ? pictures.flip(1) : pictures) * _scale) - _shift).MoveToOuterDisposeScope();
    }

    private static Tensor Pad(Link link, Tensor x) => functional.pad(link.IsPooledBefore ? functional.avg_pool2d(x, 2) : x, (1, 1, 1, 1), PaddingModes.Reflect);

    private static Tensor PerChannel(IEnumerable<double> numbers, Device device) =>
        tensor([.. numbers.Select(number => (float)number)], [1, 3, 1, 1], device: device).DetachFromDisposeScope();

    private sealed record Link(ConvolutionDescription Convolution, int Layer, string Tap, bool IsPooledBefore);
}

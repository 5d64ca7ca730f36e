using StyleForge.Engine.Imaging;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Kernels;
using StyleForge.Models.Kernels.Pooling;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Clips;

/// <summary>The network that clips are compared in: at each of three scales, every one half of the last in time and space, random filters and a rectifier.</summary>
internal static class ClipFilters
{
    /// <summary>Frames and pixels that a filter sees along each dimension.</summary>
    public const int Kernel = 3;

    /// <summary>Scales.</summary>
    public const int Scales = 3;

    /// <summary>The extent that one position of the filters of the last scale takes.</summary>
    public const int Least = Kernel << (Scales - 1);

    /// <summary>Where clips are compared, one for each scale.</summary>
    public static IReadOnlyList<string> Taps { get; } = [.. Enumerable.Range(1, Scales).Select(scale => $"relu{scale}")];

    /// <summary>Describes the network, for seeded random filters.</summary>
    /// <param name="dimensions">3 for clips, 2 for single frames.</param>
    /// <param name="filters">Filters at each scale, 1 or more.</param>
    public static NetworkDescription Describe(int dimensions, int filters)
    {
        var layers = new List<LayerDescription>();
        var source = NetworkDescription.Picture;
        for (var scale = 1; scale <= Scales; scale++)
        {
            layers.Add(new ConvolutionDescription($"conv{scale}", $"conv{scale}", Picture.Channels, filters, Window.Valid(Kernel)) { Dimensions = dimensions, HasBias = false, Inputs = [source] });
            layers.Add(new ReluDescription($"relu{scale}", $"relu{scale}") { Inputs = [$"conv{scale}"] });
            if (scale < Scales)
            {
                layers.Add(new PoolingDescription($"pool{scale}", $"pool{scale}", Window.Valid(2, 2)) { Kind = PoolingKind.Average, Dimensions = dimensions, Inputs = [source] });
                source = $"pool{scale}";
            }
        }

        return new NetworkDescription(
            "clip-filters",
            new NetworkFacts
            {
                Title = "Random filters at three scales",
                Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [], Deviation = [] },
                Source = [1, Picture.Channels, .. Enumerable.Repeat(64, dimensions)],
                MinimumSide = Least,
                Licence = "no weights",
                Paper = "Ustyuzhaninov, Brendel, Gatys and Bethge 2016, Texture synthesis using shallow convolutional networks with random filters",
                Origin = new Uri("https://arxiv.org/abs/1606.00021"),
            },
            layers);
    }
}

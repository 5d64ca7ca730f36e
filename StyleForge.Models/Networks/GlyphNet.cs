using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// A small network of this project that turns a grey picture of a sign into a row of numbers, to be compared with another's: four times a convolution of 3×3, batch
/// normalisation, a rectifier and pooling, as Vinyals et al. 2016 have it, after Koch, Zemel and Salakhutdinov 2015. What was learned makes near of what belongs together.
/// </summary>
public static class GlyphNet
{
    /// <summary>Its name.</summary>
    public const string Name = "glyph-net";

    /// <summary>The least side that is left a pixel after four poolings.</summary>
    public const int LeastSide = 16;

    /// <summary>The tap of the numbers.</summary>
    public const string Embedding = "embedding";

    private const int Blocks = 4;

    /// <summary>Describes it.</summary>
    /// <param name="side">Pixels of a picture's side, 16 or more: a position of the last pooling for every 16.</param>
    /// <param name="channels">Channels of each convolution, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public static NetworkDescription Describe(int side, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, LeastSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var net = new LayerList([1, 1, side, side]);
        for (var block = 1; block <= Blocks; block++)
        {
            net.Convolution($"conv{block}", channels, bias: false).Normalise($"bn{block}").Relu($"relu{block}").MaximumPool($"pool{block}", 2, 2);
        }

        var facts = new NetworkFacts
        {
            Title = "A small network that makes pictures of signs comparable, without weights until it is trained",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0], Deviation = [1] },
            Source = net.Picture,
            MinimumSide = LeastSide,
            Licence = "none: without weights",
            Paper = "none; after Vinyals, Blundell, Lillicrap, Kavukcuoglu and Wierstra 2016, Matching networks for one shot learning, arXiv:1606.04080",
            Origin = new Uri("https://arxiv.org/abs/1606.04080"),
        };
        return new NetworkDescription(Name, facts, net.Flatten(Embedding).Layers);
    }
}

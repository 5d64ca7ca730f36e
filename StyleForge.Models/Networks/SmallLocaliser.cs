using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>
/// A small network of this project that says where the one object of a picture is, and what, without weights until it is trained: the convolutions of
/// <see cref="SmallYolo"/>, pooling, one more, and two fully connected layers. One sees all positions, and so where the object is; the other of each channel the most
/// anywhere, and so what it is and how it is turned, wherever it is: what it learns at one place it knows at all.
/// </summary>
public static class SmallLocaliser
{
    /// <summary>Its name.</summary>
    public const string Name = "small-localiser";

    /// <summary>The output that sees where.</summary>
    public const string Place = "place";

    /// <summary>The output that sees what.</summary>
    public const string Kind = "kind";

    private const int Width = 128;
    private const string Seen = "relu6";

    /// <summary>Describes it.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="placeNumbers">Numbers of <see cref="Place"/>, 1 or more.</param>
    /// <param name="kindNumbers">Numbers of <see cref="Kind"/>, 1 or more.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static NetworkDescription Describe(int side, int placeNumbers, int kindNumbers)
    {
        var net = SmallYolo.Body(side).MaximumPool("pool", 2, 2, ceiling: true).Convolution("conv6", Width, bias: false).Normalise("bn6").Relu(Seen).Flatten("positions").Full(Place, placeNumbers);
        var left = net.Side(Seen);
        return SmallYolo.Describe(
            Name,
            net.From(Seen).MaximumPool("most", left, left).Flatten("channels").Full(Kind, kindNumbers),
            "none; after Sermanet et al. 2014, OverFeat: Integrated Recognition, Localization and Detection using Convolutional Networks, arXiv:1312.6229",
            new Uri("https://arxiv.org/abs/1312.6229"));
    }
}

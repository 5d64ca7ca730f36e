using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>
/// A small network of this project that says where the one object of a picture is, and what, without weights until it is trained: the convolutions of
/// <see cref="SmallYolo"/>, one more that halves, a fully connected layer that sees all positions, and of it two outputs.
/// </summary>
public static class SmallLocaliser
{
    /// <summary>Its name.</summary>
    public const string Name = "small-localiser";

    /// <summary>The output that says whether there is an object, and where.</summary>
    public const string Place = "place";

    /// <summary>The output that says what it is, and where its points are.</summary>
    public const string Kind = "kind";

    private const int Width = 128;
    private const int Hidden = 256;
    private const string Seen = "relu7";

    /// <summary>Describes it.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="placeNumbers">Numbers of <see cref="Place"/>, 1 or more.</param>
    /// <param name="kindNumbers">Numbers of <see cref="Kind"/>, 1 or more.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static NetworkDescription Describe(int side, int placeNumbers, int kindNumbers)
    {
        var net = SmallYolo.Body(side).Convolution("conv6", Width, stride: 2, bias: false).Normalise("bn6").Relu("relu6").Flatten("positions").Full("fc7", Hidden).Relu(Seen).Full(Place, placeNumbers);
        return SmallYolo.Describe(
            Name,
            net.From(Seen).Full(Kind, kindNumbers),
            "none; after Sermanet et al. 2014, OverFeat: Integrated Recognition, Localization and Detection using Convolutional Networks, arXiv:1312.6229",
            new Uri("https://arxiv.org/abs/1312.6229"));
    }
}

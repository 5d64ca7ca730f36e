using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>
/// A small network of this project that says where the one object of a picture is, without weights until it is trained: the convolutions of
/// <see cref="SmallYolo"/>, pooling, and two fully connected layers that see all of the picture.
/// </summary>
public static class SmallLocaliser
{
    /// <summary>Its name.</summary>
    public const string Name = "small-localiser";

    /// <summary>The output.</summary>
    public const string Output = "output";

    private const int Width = 128;

    /// <summary>Describes it.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="numbers">Numbers of the output, 1 or more.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static NetworkDescription Describe(int side, int numbers) => SmallYolo.Describe(
        Name,
        SmallYolo.Body(side).MaximumPool("pool", 2, 2, ceiling: true).Flatten().Full("fc1", Width).Relu("relu6").Full(Output, numbers),
        "none; after Sermanet et al. 2014, OverFeat: Integrated Recognition, Localization and Detection using Convolutional Networks, arXiv:1312.6229",
        new Uri("https://arxiv.org/abs/1312.6229"));
}

using System.Globalization;
using StyleForge.Models.Descriptions;

namespace StyleForge.Models.Networks;

/// <summary>
/// A small network of this project that finds objects, without weights until it is trained: five 3×3 convolutions, each normalised, of which the first three
/// halve the picture.
/// </summary>
public static class SmallYolo
{
    /// <summary>Its name.</summary>
    public const string Name = "small-yolo";

    /// <summary>The output.</summary>
    public const string Output = "output";

    /// <summary>Pixels of a side must be a multiple of this: of a cell.</summary>
    public const int Stride = 8;

    /// <summary>Tap of the last convolution of <see cref="Body"/>.</summary>
    internal const string Features = "relu5";

    /// <summary>Channels of <see cref="Features"/>.</summary>
    internal const int Width = 64;

    /// <summary>A grid with a cell for every eight pixels.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="Stride"/>.</param>
    /// <param name="channels">Channels of the output.</param>
    public static NetworkDescription Grid(int side, int channels) =>
        Describe(
            Name,
            Body(side).Convolution(Output, channels, kernel: 1),
            "Redmon and Farhadi 2017, YOLO9000: Better, Faster, Stronger, arXiv:1612.08242 (outputs)",
            new Uri("https://arxiv.org/abs/1612.08242"));

    /// <summary>What the small detectors have in common: the convolutions, before any output.</summary>
    internal static LayerList Body(int side)
    {
        if (side < Stride || side % Stride != 0)
        {
            throw new ArgumentException($"A side of {side} pixels cannot be halved three times: take a multiple of {Stride}.", nameof(side));
        }

        var net = new LayerList([1, 3, side, side]);
        foreach (var (number, channels) in (ReadOnlySpan<(int, int)>)[(1, 16), (2, 32), (3, Width), (4, Width), (5, Width)])
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            net.Convolution($"conv{name}", channels, stride: number <= 3 ? 2 : 1, bias: false).Normalise($"bn{name}").Relu($"relu{name}");
        }

        return net;
    }

    /// <summary>A small detector with its facts.</summary>
    internal static NetworkDescription Describe(string name, LayerList net, string paper, Uri origin) => new(
        name,
        new NetworkFacts
        {
            Title = "A small detector, without weights until it is trained",
            Input = DarknetNetwork.Input,
            Source = net.Picture,
            MinimumSide = Stride,
            Licence = "none: without weights",
            Paper = paper,
            Origin = origin,
        },
        net.Layers);
}

using System.Globalization;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Networks;

/// <summary>
/// The networks of Fedorov, Johnson, Damaraju, Ozerin, Calhoun and Plis, "End-to-end learning of brain tissue segmentation from imperfect labeling"
/// (IJCNN 2017, arXiv:1612.00940), as brainchop has them: nothing but 3×3×3 convolutions of growing and shrinking dilation, so that every voxel of
/// a volume gets a class.
/// </summary>
public static class MeshNet
{
    /// <summary>Grey and white matter, with five channels.</summary>
    public static NetworkDescription FiveChannels { get; } = Make("meshnet5", 5, first: 21, [1, 2, 4, 8, 16, 8, 4, 2, 1]);

    /// <summary>Grey and white matter, with eleven channels.</summary>
    public static NetworkDescription ElevenChannels { get; } = Make("meshnet11", 11, first: 19, [1, 2, 4, 8, 4, 2, 2, 1]);

    private static NetworkDescription Make(string name, int width, int first, int[] dilations)
    {
        var facts = new NetworkFacts
        {
            Title = $"MeshNet of {width} channels: background, white and grey matter of a T1 volume of one millimetre",
            Input = new InputConvention { Order = ChannelOrder.Rgb, Range = 1, Mean = [0], Deviation = [1] },
            Source = [1, 1, 64, 64, 64],
            MinimumSide = 1,
            Licence = "MIT (brainchop)",
            Paper = "Fedorov, Johnson, Damaraju, Ozerin, Calhoun and Plis 2017, End-to-end learning of brain tissue segmentation from imperfect labeling, arXiv:1612.00940",
            Origin = new Uri("https://github.com/neuroneural/brainchop"),
        };
        var net = new LayerList(facts.Source);
        for (var number = 0; number < dilations.Length; number++)
        {
            net.Convolution($"conv{number}", width, dilation: dilations[number]).Relu($"relu{number}");
        }

        net.Convolution("classes", 3, kernel: 1).Softmax();
        string Stem(string layer) => layer == "classes" ? "output" : string.Create(CultureInfo.InvariantCulture, $"{first + (2 * int.Parse(layer["conv".Length..], CultureInfo.InvariantCulture))}");
        return new NetworkDescription(name, facts with { Names = PublishedNames.Keras(net.Layers, Stem) }, net.Layers);
    }
}

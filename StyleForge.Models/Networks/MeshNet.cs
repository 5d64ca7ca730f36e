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
    public static NetworkDescription FiveChannels { get; } = Make(
        "meshnet5",
        5,
        first: 21,
        [1, 2, 4, 8, 16, 8, 4, 2, 1],
        "15608b29485de516202170186bec4e7e461b91c293854d82cd6929db710d170f",
        [
            new("model.json", "7aabd59933bd3528f120107165f5dd577c5b749cf91fc2f949987d7bc620ce59", 9_356),
            new("group1-shard1of1.bin", "ca0d1b8ff72f8719d9525acaf9a1f1cb66dbb173b4ee1d7540f99e022cf4bfd8", 22_392),
        ]);

    /// <summary>Grey and white matter, with eleven channels.</summary>
    public static NetworkDescription ElevenChannels { get; } = Make(
        "meshnet11",
        11,
        first: 19,
        [1, 2, 4, 8, 4, 2, 2, 1],
        "b5a95305b716996a99b55ec72480bf9f871d33d021385c8f890d3ce378f65356",
        [
            new("model.json", "09d1afa152a907a545ce814842613559fbfe2bfdaab0bc8708ea79cd3e17229c", 9_054),
            new("group1-shard1of1.bin", "7f93edb82252cdc59e3faf3ae5a27622bc748d02db64df2cf429ad807891c261", 93_160),
        ]);

    /// <summary>Grey and white matter, with twenty channels: the most accurate of the three.</summary>
    public static NetworkDescription TwentyChannels { get; } = Make(
        "meshnet20",
        20,
        first: 0,
        [1, 2, 4, 8, 16, 8, 4, 2, 1],
        "d9e5d9525e7553abb6cd0856d0cd5f1d0095db6359e587998239a0590e97c574",
        [
            new("model.json", "53932edad5330073bbac906049a31b84a2ca3d8c65d658feea848130004b984b", 28_897),
            new("model.bin", "aecc03e3db596bfffab0ea1143f0848dbf4da4e317e04ef202986c6888cd467f", 348_732),
        ],
        isSmooth: true);

    // The publisher numbers its layers, convolutions and rectifiers alike, from some first one.
    private static NetworkDescription Make(string name, int width, int first, int[] dilations, string sha256, IReadOnlyList<PublishedFile> files, bool isSmooth = false)
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
            Weights = new PublishedWeights(
                $"{name}/model.json",
                new ServerPlace(GitHub.File("neuroneural/brainchop", "4c87885f3a2a8835e260d521dcec922b58d91d41", $"public/models/model{(isSmooth ? "20chan3cls" : $"{width}_gw_ae")}/model.json")) { Files = files },
                sha256,
                files.Sum(file => file.Bytes)),
        };
        var net = new LayerList(facts.Source);
        for (var number = 0; number < dilations.Length; number++)
        {
            net.Convolution($"conv{number}", width, dilation: dilations[number])
                .Then(isSmooth ? new EluDescription($"elu{number}", $"elu{number}") : new ReluDescription($"relu{number}", $"relu{number}"));
        }

        net.Convolution("classes", 3, kernel: 1).Softmax();
        string Stem(string layer) => layer == "classes" ? "output"
            : string.Create(CultureInfo.InvariantCulture, $"{(isSmooth ? "conv3d_" : "")}{first + (2 * int.Parse(layer["conv".Length..], CultureInfo.InvariantCulture))}");
        return new NetworkDescription(name, facts with { Names = PublishedNames.Keras(net.Layers, Stem) }, net.Layers);
    }
}

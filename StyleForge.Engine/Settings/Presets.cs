namespace StyleForge.Engine.Settings;

/// <summary>The presets, in the order they are shown.</summary>
public static class Presets
{
    private const string FiveBlocks = "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1";

    /// <summary>Every preset; the first one changes nothing.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("default", "The defaults as they are.", Values()),
        new("fast", "Few iterations, to judge a pair of pictures: about a quarter of the time.", Values(("iterations", "20"))),
        new("fine", "Larger, with more iterations and a longer memory.", Values(
            ("size", "1024"), ("iterations", "250"), ("firstIterations", "400"), ("history", "20"))),

        // Both codes weight each of their five style layers with the value printed here over 5, since ours are divided by their sum.
        new(
            "jc",
            "Weights and steps of neural-style (Johnson 2015) on VGG-19. What differs: its Caffe features are larger, so its "
                + "pictures lean further towards the style; its total variation enters the gradient alone; its pooling rounds up.",
            Values(
                ("network", "vgg19"), ("normalisation", "mean"), ("contentWeight", "5"), ("styleWeight", "500"),
                ("totalVariationWeight", "0.001"), ("contentLayers", "relu4_2"), ("styleLayers", FiveBlocks), ("pooling", "max"),
                ("padding", "zero"), ("optimiser", "lbfgs"), ("learningRate", "1"), ("history", "100"), ("iterations", "1000"),
                ("firstIterations", "1000"), ("minimumSize", "65500"), ("margin", "0"), ("start", "noise"))),
        new(
            "gatys2016",
            "Weights and steps of the code of Gatys et al. 2016 on VGG-19, in two stages of 512 and 1024 pixels. What differs: its "
                + "Caffe features are larger, so its pictures lean further towards the style.",
            Values(
                ("network", "vgg19"), ("normalisation", "mean"), ("contentWeight", "1"), ("styleWeight", "5000"),
                ("totalVariationWeight", "0"), ("contentLayers", "relu4_2"), ("styleLayers", FiveBlocks), ("pooling", "max"),
                ("padding", "zero"), ("optimiser", "lbfgs"), ("learningRate", "1"), ("history", "100"), ("size", "1024"),
                ("minimumSize", "512"), ("margin", "0"), ("firstIterations", "500"), ("iterations", "200"), ("start", "content"))),
    ];

    /// <summary>The preset of this name, or null.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value);
}

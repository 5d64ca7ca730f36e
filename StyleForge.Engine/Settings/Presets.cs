namespace StyleForge.Engine.Settings;

/// <summary>The presets, in the order they are shown.</summary>
public static class Presets
{
    /// <summary>Every preset; the first one changes nothing.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("default", "The defaults: a picture of 512 pixels in a pyramid of three levels.", Values()),
        new("preview", "Small and quick, to judge a pair of pictures before the real render.", Values(
            ("size", "256"), ("iterations", "40"), ("firstIterations", "80"))),
        new("fine", "Larger, with more iterations and 16 bits where nobody asked for a JPEG.", Values(
            ("size", "1024"), ("iterations", "250"), ("firstIterations", "400"), ("history", "20"))),
        new(
            "jc",
            "Weights and steps of neural-style (Johnson 2015) on VGG-19; its total variation enters only the gradient, its noise has "
                + "a deviation of 0.001 and its pooling rounds up, which is not imitated.",
            Values(
                ("network", "vgg19"), ("normalisation", "mean"), ("contentWeight", "5"), ("styleWeight", "100"), ("totalVariationWeight", "0.001"),
                ("contentLayers", "relu4_2"), ("styleLayers", "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1"), ("pooling", "max"), ("padding", "zero"),
                ("optimiser", "lbfgs"), ("learningRate", "1"), ("history", "100"), ("iterations", "1000"), ("firstIterations", "1000"),
                ("minimumSize", "65500"), ("start", "noise"))),
        new(
            "gatys2016",
            "Weights and steps of Gatys et al. 2016 on VGG-19 in two stages (512, then 1024 pixels); the style weights divide by the "
                + "square of each layer's channels as published with their code.",
            Values(
                ("network", "vgg19"), ("normalisation", "gatys"), ("contentWeight", "1"), ("styleWeight", "1000"), ("totalVariationWeight", "0"),
                ("contentLayers", "relu4_2"), ("styleLayers", "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1"), ("pooling", "max"), ("padding", "zero"),
                ("optimiser", "lbfgs"), ("learningRate", "1"), ("history", "100"), ("size", "1024"), ("minimumSize", "512"),
                ("firstIterations", "500"), ("iterations", "200"), ("start", "content"))),
    ];

    /// <summary>The preset of this name, or null.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value);
}

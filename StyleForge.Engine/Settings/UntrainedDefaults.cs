using StyleForge.Models.Networks;

namespace StyleForge.Engine.Settings;

/// <summary>
/// The defaults of a network whose filters are random. Its deep layers say little, so the content is held and the style is
/// measured at shallow ones, and a smaller first level of the pyramid makes up for the large strokes that deep layers see.
/// </summary>
public static class UntrainedDefaults
{
    /// <summary>Texts of the settings that differ from the usual defaults, by name.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>
    {
        ["contentLayers"] = "relu2_2",
        ["styleLayers"] = "relu1_1,relu1_2,relu2_1,relu2_2,relu3_1",
        ["styleWeight"] = "100",
        ["minimumSize"] = "48",
    };

    /// <summary>True where the settings name a network without trained weights, and no weight file in their place.</summary>
    /// <param name="network">Name of the network, known or not.</param>
    /// <param name="weightsFile">The weight file, or null.</param>
    public static bool Apply(string network, string? weightsFile) =>
        weightsFile is null && NetworkCatalogue.All.Any(known => known.Name == network && known.Facts.UntrainedFeatures);
}

using System.Globalization;

namespace StyleForge.Engine.Settings;

/// <summary>
/// Every setting of a render. The only home of defaults, ranges and help texts: the command line, the job schema and the
/// documentation are made from it or checked against it.
/// </summary>
public static class SettingCatalogue
{
    private const double LargestWeight = 1e9;
    private const int LargestSide = 65_500;
    private const int SmallestSide = 16;
    private const int MostMargin = 256;
    private const int MostIterations = 100_000;
    private const int MostCards = 8;

    /// <summary>All settings in the order they are shown: network, picture, costs, optimiser, pyramid, start, output, gates.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        Choice("preset", "default", [.. Presets.All.Select(preset => preset.Name)],
            "Named set of values that sits right above the defaults.", settings => settings.Preset),
        new("network", SettingType.Text, "forge-vgg", "the name of a network, as «styleforge networks» lists them", "",
            "Network whose features are compared.", [], 0, 0, settings => settings.Network),
        Path("weightsFile", "Weight file to use instead of the network's own.", settings => settings.WeightsFile),
        new("device", SettingType.Choice, "auto", $"auto, cpu, torch, cuda or one card of several, cuda:0 to cuda:{MostCards - 1}", "",
            "What computes: this program's own engine on the processor (cpu), libtorch there (torch) or on a graphics card (cuda); auto takes a card where one can be used, else cpu.",
            ["auto", "cpu", "torch", "cuda", .. Enumerable.Range(0, MostCards).Select(card => $"cuda:{card}")], 0, 0, settings => settings.Device),
        Choice("pooling", "average", SettingWords.Pooling.Words,
            "Pooling between the blocks of the network.", settings => SettingWords.Pooling.Write(settings.Pooling)),
        Choice("padding", "reflect", SettingWords.Padding.Words,
            "What convolutions read beyond the edge of the picture.", settings => SettingWords.Padding.Write(settings.Padding)),
        Integer("size", 512, SmallestSide, LargestSide, "pixels",
            "Long side of the picture to make.", settings => (long)settings.Size),
        Layers("contentLayers", "relu3_3",
            "Taps at which the picture should resemble the content.", settings => settings.ContentLayers),
        Layers("styleLayers", "relu1_1,relu2_1,relu3_1,relu3_3",
            "Taps whose Gram matrices should resemble the style's.", settings => settings.StyleLayers),
        Number("styleStrength", 0.5, 0, 1, "",
            "How far the picture goes, from a hint of the style (0) to all style (1): multiplies styleWeight, ten times for each quarter more.", settings => settings.StyleStrength),
        Number("contentWeight", 1, 0, LargestWeight, "", "Weight of the content cost.", settings => settings.ContentWeight),
        Number("styleWeight", 300, 0, LargestWeight, "", "Weight of the style cost.", settings => settings.StyleWeight),
        Number("totalVariationWeight", 0, 0, LargestWeight, "",
            "Weight of the total variation, which smooths the picture.", settings => settings.TotalVariationWeight),
        Choice("normalisation", "relative", SettingWords.Normalisation.Words,
            "What a layer's squared difference is divided by.", settings => SettingWords.Normalisation.Write(settings.Normalisation)),
        Choice("optimiser", "lbfgs", SettingWords.Optimiser.Words,
            "Method that moves the picture.", settings => SettingWords.Optimiser.Write(settings.Optimiser)),
        Number("learningRate", 1, 0.0001, 1000, "",
            "Step length: the factor of an L-BFGS step, or Adam's step in units of 0 to 1 pixels.", settings => settings.LearningRate),
        Integer("history", 10, 1, 1000, "steps", "How many steps L-BFGS remembers.", settings => (long)settings.History),
        Integer("iterations", 80, 1, MostIterations, "steps",
            "Optimiser steps of each pyramid level after the first.", settings => (long)settings.Iterations),
        Integer("firstIterations", 200, 1, MostIterations, "steps",
            "Optimiser steps of the first, smallest pyramid level.", settings => (long)settings.FirstIterations),
        Integer("minimumSize", 64, SmallestSide, LargestSide, "pixels",
            "Long side of the smallest pyramid level; from the size on there is one level.", settings => (long)settings.MinimumSize),
        Number("pyramidStep", 2, 1.1, 16, "", "Factor between the sizes of two pyramid levels.", settings => settings.PyramidStep),
        Integer("margin", 8, 0, MostMargin, "pixels",
            "Mirrored margin that is painted with the picture and cut off, so that no line or blotches stay at its edges; 0 for none.", settings => (long)settings.Margin),
        Choice("start", "content", SettingWords.Start.Words,
            "Where the optimiser starts.", settings => SettingWords.Start.Write(settings.Start)),
        Path("startImage", "Picture to start from, where start is file.", settings => settings.StartImage),
        Number("noise", 0, 0, 1, "of the range from black to white",
            "Deviation of the seeded noise that is added to the start.", settings => settings.Noise),
        Integer("seed", 0, 0, long.MaxValue, "", "Seed of everything drawn by chance.", settings => settings.Seed),
        Choice("colour", "style", SettingWords.Colour.Words,
            "Whose colours the picture has.", settings => SettingWords.Colour.Write(settings.Colour)),
        new("protect", SettingType.Words, Array.Empty<string>(), SubjectWords.Allowed, "",
            "What on the content stays as it is, found by networks: there the style counts less and the content more; none for nothing.", SubjectWords.All, 0, 0, settings => settings.Protect),
        Number("protectStrength", 0.6, 0, 1, "",
            "How much that stays as it is: 0 for not at all, 1 for as much as can be; ten times stronger for each quarter more.", settings => settings.ProtectStrength),
        Choice("protectColour", "style", SettingWords.Colour.Words,
            "Whose colours that has; content keeps the tone of skin.", settings => SettingWords.Colour.Write(settings.ProtectColour)),
        new("bitDepth", SettingType.Integer, 8L, "8 or 16", "bits", "Bits a sample of the written picture; 16 needs PNG.",
            ["8", "16"], 8, 16, settings => (long)settings.BitDepth),
        Integer("jpegQuality", 95, 1, 100, "", "Quality of a written JPEG.", settings => (long)settings.JpegQuality),
        Gate("gateContrast", 0.01, off: 0,
            "Least contrast of a picture that is written, as the standard deviation of its samples; 0 for any.", settings => settings.GateContrast),
        Gate("gateFlatShare", 0.995, off: 1,
            "Largest share of its pixels that may have one value; 1 for any.", settings => settings.GateFlatShare),
        Gate("gateClippedShare", 0.5, off: 1,
            "Largest share of its samples that may lie beyond black or white, where they are cut off; 1 for any.", settings => settings.GateClippedShare),
        Gate("gateContentSimilarity", 0.02, off: 0,
            "Least similarity to its content (SSIM at 64 pixels) of a picture that starts from it; 0 for any.", settings => settings.GateContentSimilarity),
        Gate("gateStyleProgress", 0.001, off: 0,
            "Least share by which its style cost must have fallen in some pyramid level, unless it starts from a file; 0 for any.", settings => settings.GateStyleProgress),
        Number("gateFaceDistance", SubjectWords.AnyFaceDistance, 0, SubjectWords.AnyFaceDistance, "",
            "Largest distance of a face from the same face of its content, as «faces verify» measures it: below 0.6 it is still the same person; 2 for any.", settings => settings.GateFaceDistance) with
        {
            Off = SubjectWords.AnyFaceDistance,
        },
    ];

    /// <summary>The setting of this name, upper and lower case alike (environment variables shout); null where there is none.</summary>
    public static SettingDefinition? Find(string name) =>
        All.FirstOrDefault(definition => string.Equals(definition.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes the record from a value for every setting, by name, as <see cref="SettingDefinition.Parse"/> gives them.</summary>
    internal static RenderSettings Build(IReadOnlyDictionary<string, object?> values)
    {
        string Word(string name) => (string)values[name]!;
        int Whole(string name) => (int)(long)values[name]!;
        double Real(string name) => (double)values[name]!;
        IReadOnlyList<LayerWeight> Taps(string name) => (IReadOnlyList<LayerWeight>)values[name]!;

        return new RenderSettings
        {
            Preset = Word("preset"),
            Network = Word("network"),
            WeightsFile = (string?)values["weightsFile"],
            Device = Word("device"),
            Pooling = SettingWords.Pooling.Read(Word("pooling")),
            Padding = SettingWords.Padding.Read(Word("padding")),
            Size = Whole("size"),
            ContentLayers = Taps("contentLayers"),
            StyleLayers = Taps("styleLayers"),
            StyleStrength = Real("styleStrength"),
            ContentWeight = Real("contentWeight"),
            StyleWeight = Real("styleWeight"),
            TotalVariationWeight = Real("totalVariationWeight"),
            Normalisation = SettingWords.Normalisation.Read(Word("normalisation")),
            Optimiser = SettingWords.Optimiser.Read(Word("optimiser")),
            LearningRate = Real("learningRate"),
            History = Whole("history"),
            Iterations = Whole("iterations"),
            FirstIterations = Whole("firstIterations"),
            MinimumSize = Whole("minimumSize"),
            PyramidStep = Real("pyramidStep"),
            Margin = Whole("margin"),
            Start = SettingWords.Start.Read(Word("start")),
            StartImage = (string?)values["startImage"],
            Noise = Real("noise"),
            Seed = (long)values["seed"]!,
            Colour = SettingWords.Colour.Read(Word("colour")),
            Protect = (IReadOnlyList<string>)values["protect"]!,
            ProtectStrength = Real("protectStrength"),
            ProtectColour = SettingWords.Colour.Read(Word("protectColour")),
            BitDepth = Whole("bitDepth"),
            JpegQuality = Whole("jpegQuality"),
            GateContrast = Real("gateContrast"),
            GateFlatShare = Real("gateFlatShare"),
            GateClippedShare = Real("gateClippedShare"),
            GateContentSimilarity = Real("gateContentSimilarity"),
            GateStyleProgress = Real("gateStyleProgress"),
            GateFaceDistance = Real("gateFaceDistance"),
        };
    }

    private static SettingDefinition Choice(
        string name, string @default, IReadOnlyList<string> choices, string summary, Func<RenderSettings, object?> read) =>
        new(name, SettingType.Choice, @default, List(choices), "", summary, choices, 0, 0, read);

    private static SettingDefinition Path(string name, string summary, Func<RenderSettings, object?> read) =>
        new(name, SettingType.Path, null, "the path of a file", "", summary, [], 0, 0, read);

    private static SettingDefinition Integer(
        string name, long @default, long minimum, long maximum, string unit, string summary, Func<RenderSettings, object?> read) =>
        new(name, SettingType.Integer, @default, Range("a whole number", minimum, maximum), unit, summary, [], minimum, maximum, read);

    private static SettingDefinition Number(
        string name, double @default, double minimum, double maximum, string unit, string summary, Func<RenderSettings, object?> read) =>
        new(name, SettingType.Number, @default, Range("a number", minimum, maximum), unit, summary, [], minimum, maximum, read);

    private static SettingDefinition Gate(string name, double @default, double off, string summary, Func<RenderSettings, object?> read) =>
        Number(name, @default, 0, 1, "", summary, read) with { Off = off };

    private static SettingDefinition Layers(string name, string @default, string summary, Func<RenderSettings, object?> read)
    {
        var problem = LayerList.Parse(@default, out var layers);
        return problem is null
            ? new(name, SettingType.Layers, layers, "a list of taps such as relu1_1 or, with a weight, relu2_1:0.5", "", summary, [], 0, 0, read)
            : throw new InvalidOperationException($"{name}: {problem}");
    }

    private static string Range(string kind, IFormattable minimum, IFormattable maximum) => maximum is long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{kind} of {minimum} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{kind} from {minimum} to {maximum}");

    private static string List(IReadOnlyList<string> choices) =>
        $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";
}

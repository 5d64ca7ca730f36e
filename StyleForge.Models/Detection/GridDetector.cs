using StyleForge.Models.Descriptions;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;
using StyleForge.Models.Weights.Darknet;

namespace StyleForge.Models.Detection;

/// <summary>A detector of the YOLO family: outputs with a grid over the picture, and anchors in each cell.</summary>
/// <param name="Network">The network; it sees pictures of <see cref="NetworkFacts.Source"/>.</param>
/// <param name="Heads">Its outputs, one or more.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record GridDetector(NetworkDescription Network, IReadOnlyList<DetectionHead> Heads, IReadOnlyList<string> Classes) : DetectorDescription(Network, Classes)
{
    /// <summary>The detectors whose weights are published, the smallest first.</summary>
    public static IReadOnlyList<GridDetector> Published { get; } = [OfDarknet(YoloFastest.Small, CocoClasses.Names), OfDarknet(YoloFastest.Large, CocoClasses.Names)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [.. Heads.Select(head => head.Tap)];

    /// <summary>The small detector of this project that is trained on a data set of its own.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of <see cref="SmallYolo.Stride"/>.</param>
    /// <param name="anchors">In pixels of what the network sees.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <exception cref="ArgumentException">The side is no such multiple.</exception>
    public static GridDetector Small(int side, IReadOnlyList<Anchor> anchors, IReadOnlyList<string> classes)
    {
        var head = new DetectionHead(SmallYolo.Output, anchors, classes.Count) { IsExclusive = true };
        return new GridDetector(SmallYolo.Grid(side, head.Channels), [head], classes);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DetectedObject> Decode(Func<string, FeatureMap<float>> tap, double threshold)
    {
        ArgumentNullException.ThrowIfNull(tap);
        return [.. Heads.SelectMany(head => head.Decode(tap(head.Tap), Width, Height, threshold))];
    }

    /// <summary>
    /// Reads what lies beside Darknet's weights: the configuration and, in a file of the weights' name that ends in <c>.names</c>, the names of the classes,
    /// which are numbers where there is none.
    /// </summary>
    /// <param name="path">The weight file.</param>
    /// <exception cref="WeightFormatException">The configuration cannot be used, or describes no detector; the sentence says why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static GridDetector ReadDarknet(string path)
    {
        var source = WeightSource.Open(path);
        using var stream = source.Stream;
        var facts = new NetworkFacts
        {
            Title = $"The network of {Path.GetFileName(path)}",
            Input = DarknetNetwork.Input,
            MinimumSide = 1,
            Licence = "its maker's",
            Paper = "Redmon and Farhadi 2018, YOLOv3: An Incremental Improvement, arXiv:1804.02767",
            Origin = new Uri("https://pjreddie.com/darknet"),
        };
        var network = DarknetNetwork.Read(Path.GetFileNameWithoutExtension(path), DarknetReader.ReadSections(source), facts);
        var names = Path.ChangeExtension(path, ".names");
        return OfDarknet(network, File.Exists(names) ? YoloAnnotations.ReadNames(names) : null);
    }

    /// <summary>Reads the outputs out of a configuration's sections.</summary>
    /// <param name="network">The network.</param>
    /// <param name="classes">The names of the classes; null for their numbers.</param>
    internal static GridDetector OfDarknet(DarknetNetwork network, IReadOnlyList<string>? classes)
    {
        var heads = network.Sections.Select((section, at) => (section, at)).Where(pair => pair.section.Name == "yolo").Select(pair => Head(pair.section, network.Taps[pair.at])).ToList();
        var count = heads.Count > 0 ? heads[0].Classes
            : throw network.Sections[0].Wrong(network.Sections[^1].Line, "no section is [yolo], so the network finds no objects");
        if (heads.Exists(head => head.Classes != count) || (classes is not null && classes.Count != count))
        {
            throw network.Sections[0].Wrong(
                network.Sections[^1].Line, $"the outputs have {string.Join(" and ", heads.Select(head => head.Classes))} classes{(classes is null ? "" : $", and {classes.Count} names are given")}: all must be as many");
        }

        return new GridDetector(network.Description, heads, classes ?? [.. Enumerable.Range(0, count).Select(number => $"class {number}")]);
    }

    private static DetectionHead Head(DarknetSection section, string tap)
    {
        var numbers = section.Wholes("anchors");
        var mask = section.Options.ContainsKey("mask") ? section.Wholes("mask") : [.. Enumerable.Range(0, numbers.Count / 2)];
        if (numbers.Count % 2 != 0 || mask.Any(number => number < 0 || number >= numbers.Count / 2) || mask.Count == 0)
        {
            throw section.Wrong(section.Line, $"[{section.Name}] has {numbers.Count} numbers as «anchors», two for each, and its «mask» must name some of them, from 0");
        }

        return new DetectionHead(tap, [.. mask.Select(number => new Anchor(numbers[2 * number], numbers[(2 * number) + 1]))], section.Whole("classes", 20, 1, 1 << 16))
        {
            CentreScale = section.Real("scale_x_y", 1),
        };
    }
}

using System.Globalization;
using System.Text.Json;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Execution;
using StyleForge.Models.Networks;
using StyleForge.Models.Tensors;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Detection;

/// <summary>What a weight file says, in its metadata, of the small detector that was trained into it, and its networks.</summary>
public static class TrainedDetector
{
    private const string NetworkKey = "styleforge_network";
    private const string SideKey = "styleforge_side";
    private const string AnchorsKey = "styleforge_anchors";
    private const string ClassesKey = "styleforge_classes";
    private const string LandmarksKey = "styleforge_landmarks";
    private const string SkeletonKey = "styleforge_skeleton";
    private const int MostPixels = 4096;

    /// <summary>True where a file says that it holds a detector that was trained here.</summary>
    public static bool IsIn(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Metadata.ContainsKey(SideKey) && weights.Metadata.ContainsKey(ClassesKey);
    }

    /// <summary>What a file is to say of its detector.</summary>
    /// <param name="detector">A small detector of this project.</param>
    public static IReadOnlyDictionary<string, string> Metadata(IDetectorDescription detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        var common = new Dictionary<string, string>
        {
            [NetworkKey] = detector.Name,
            [SideKey] = detector.Width.ToString(CultureInfo.InvariantCulture),
            [ClassesKey] = JsonSerializer.Serialize(detector.Classes),
        };
        return detector switch
        {
            GridDetector grid => With(grid.Heads[0].Anchors),
            RegionDetector regions => With(regions.Anchors),
            { Landmarks: { } scheme } => new Dictionary<string, string>(common)
            {
                [LandmarksKey] = JsonSerializer.Serialize(scheme.Names),
                [SkeletonKey] = JsonSerializer.Serialize(scheme.Skeleton.Select(line => (int[])[line.From, line.To])),
            },
            _ => common,
        };

        Dictionary<string, string> With(IReadOnlyList<Anchor> anchors) =>
            new(common) { [AnchorsKey] = JsonSerializer.Serialize(anchors.Select(anchor => (double[])[anchor.Width, anchor.Height])) };
    }

    /// <summary>What a file says of its detector.</summary>
    /// <param name="weights">The file.</param>
    /// <exception cref="WeightFormatException">It says that it holds none, or what it says cannot be understood.</exception>
    public static IDetectorDescription Read(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        try
        {
            var side = int.Parse(weights.Metadata.GetValueOrDefault(SideKey, "0"), NumberStyles.None, CultureInfo.InvariantCulture);
            var classes = JsonSerializer.Deserialize<string[]>(weights.Metadata.GetValueOrDefault(ClassesKey, "[]")) ?? [];
            return weights.Metadata.GetValueOrDefault(NetworkKey) switch
            {
                _ when side > MostPixels || classes.Length == 0 || Array.Exists(classes, string.IsNullOrEmpty) => throw Wrong(null),
                SmallYolo.Name => GridDetector.Small(side, Anchors(), classes),
                SmallTwoStage.Name => RegionDetector.Small(side, Anchors(), classes),
                SmallLocaliser.Name => OneObjectDetector.Small(side, classes, Landmarks()),
                _ => throw Wrong(null),
            };
        }
        catch (Exception refusal) when (refusal is JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw Wrong(refusal);
        }

        IReadOnlyList<Anchor> Anchors()
        {
            var anchors = JsonSerializer.Deserialize<double[][]>(weights.Metadata.GetValueOrDefault(AnchorsKey, "[]")) ?? [];
            return anchors.Length > 0 && Array.TrueForAll(anchors, anchor => anchor is [> 0, > 0]) ? [.. anchors.Select(anchor => new Anchor(anchor[0], anchor[1]))] : throw Wrong(null);
        }

        LandmarkScheme? Landmarks()
        {
            if (!weights.Metadata.TryGetValue(LandmarksKey, out var text))
            {
                return null;
            }

            var names = JsonSerializer.Deserialize<string[]>(text) ?? [];
            var skeleton = JsonSerializer.Deserialize<int[][]>(weights.Metadata.GetValueOrDefault(SkeletonKey, "[]")) ?? [];
            return names.Length > 0 && !Array.Exists(names, string.IsNullOrEmpty) && Array.TrueForAll(skeleton, line => line is [>= 0, >= 0] && Math.Max(line[0], line[1]) < names.Length)
                ? new LandmarkScheme(names, [.. skeleton.Select(line => (line[0], line[1]))])
                : throw Wrong(null);
        }

        WeightFormatException Wrong(Exception? cause) =>
            new($"'{weights.Origin}' does not say which detector it holds: take a file that 'styleforge train detector' has written, or Darknet's weights.", cause!);
    }

    /// <summary>Builds the networks of a detector.</summary>
    /// <param name="detector">What <see cref="Read"/> has said of the file.</param>
    /// <param name="weights">The file; it stays the caller's.</param>
    /// <returns>One for each of the detector's; they are the caller's.</returns>
    /// <exception cref="WeightFormatException">The file lacks a tensor, or has one of another shape.</exception>
    public static IReadOnlyList<Network<float>> Build(IDetectorDescription detector, WeightSet weights)
    {
        var parts = Split(detector, weights);
        try
        {
            return [.. detector.Networks.Zip(parts, (network, part) => Network<float>.Build(network, part))];
        }
        finally
        {
            foreach (var part in parts)
            {
                part.Dispose();
            }
        }
    }

    /// <summary>Takes the weights of a detector's networks apart.</summary>
    /// <param name="detector">What <see cref="Read"/> has said of the file.</param>
    /// <param name="weights">The file; it stays the caller's.</param>
    /// <returns>Copies, those of each network by themselves; they are the caller's.</returns>
    /// <exception cref="WeightFormatException">The file lacks a tensor, or has one of another shape.</exception>
    public static IReadOnlyList<WeightSet> Split(IDetectorDescription detector, WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (name, shape) in detector.Networks.SelectMany(Parameters))
        {
            if (!weights.TryGet(name, out var tensor) || tensor.Shape != shape)
            {
                throw new WeightFormatException(
                    $"'{weights.Origin}' says that it holds a {detector.Name} of {detector.Classes.Count} {(detector.Classes.Count == 1 ? "class" : "classes")}, but its '{name}' {(tensor is null ? "is missing" : $"is {tensor.Shape}, not {shape}")}: take a whole copy, or train it again.");
            }
        }

        return
        [
            .. detector.Networks.Select(network => new WeightSet(
                weights.Origin, weights.Sha256, Parameters(network).Select(parameter => (parameter.Name, Tensor<float>.From(parameter.Shape, weights[parameter.Name].Span))), weights.Metadata)),
        ];
    }

    private static IEnumerable<(string Name, Shape Shape)> Parameters(NetworkDescription network) =>
        network.Layers.SelectMany(layer => layer.Parameters.Select(parameter => ($"{layer.Name}.{parameter.Name}", parameter.Shape)));
}

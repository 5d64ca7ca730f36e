using System.Globalization;
using System.Text.Json;
using StyleForge.Models.Networks;
using StyleForge.Models.Weights;

namespace StyleForge.Models.Detection;

/// <summary>What a weight file says, in its metadata, of the small detector that was trained into it.</summary>
public static class TrainedDetector
{
    private const string NetworkKey = "styleforge_network";
    private const string SideKey = "styleforge_side";
    private const string AnchorsKey = "styleforge_anchors";
    private const string ClassesKey = "styleforge_classes";
    private const string LandmarksKey = "styleforge_landmarks";
    private const string SkeletonKey = "styleforge_skeleton";
    private const int MostPixels = 4096;

    /// <summary>What a file is to say of its detector.</summary>
    /// <param name="detector">A small detector of this project.</param>
    public static IReadOnlyDictionary<string, string> Metadata(DetectorDescription detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        var common = new Dictionary<string, string>
        {
            [NetworkKey] = detector.Network.Name,
            [SideKey] = detector.Width.ToString(CultureInfo.InvariantCulture),
            [ClassesKey] = JsonSerializer.Serialize(detector.Classes),
        };
        return detector switch
        {
            GridDetector grid => new Dictionary<string, string>(common) { [AnchorsKey] = JsonSerializer.Serialize(grid.Heads[0].Anchors.Select(anchor => (double[])[anchor.Width, anchor.Height])) },
            { Landmarks: { } scheme } => new Dictionary<string, string>(common)
            {
                [LandmarksKey] = JsonSerializer.Serialize(scheme.Names),
                [SkeletonKey] = JsonSerializer.Serialize(scheme.Skeleton.Select(line => (int[])[line.From, line.To])),
            },
            _ => common,
        };
    }

    /// <summary>What a file says of its detector.</summary>
    /// <param name="weights">The file.</param>
    /// <exception cref="WeightFormatException">It says that it holds none, or what it says cannot be understood.</exception>
    public static DetectorDescription Read(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        try
        {
            var side = int.Parse(weights.Metadata.GetValueOrDefault(SideKey, "0"), NumberStyles.None, CultureInfo.InvariantCulture);
            var classes = JsonSerializer.Deserialize<string[]>(weights.Metadata.GetValueOrDefault(ClassesKey, "[]"))!;
            return weights.Metadata.GetValueOrDefault(NetworkKey) switch
            {
                _ when side > MostPixels || classes.Length == 0 => throw Wrong(null),
                SmallYolo.Name => GridDetector.Small(side, Anchors(), classes),
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
            var anchors = JsonSerializer.Deserialize<double[][]>(weights.Metadata.GetValueOrDefault(AnchorsKey, "[]"))!;
            return anchors.Length > 0 && Array.TrueForAll(anchors, anchor => anchor is [> 0, > 0]) ? [.. anchors.Select(anchor => new Anchor(anchor[0], anchor[1]))] : throw Wrong(null);
        }

        LandmarkScheme? Landmarks()
        {
            if (!weights.Metadata.TryGetValue(LandmarksKey, out var text))
            {
                return null;
            }

            var names = JsonSerializer.Deserialize<string[]>(text)!;
            var skeleton = JsonSerializer.Deserialize<int[][]>(weights.Metadata.GetValueOrDefault(SkeletonKey, "[]"))!;
            return names.Length > 0 && Array.TrueForAll(skeleton, line => line is [>= 0, >= 0] && Math.Max(line[0], line[1]) < names.Length)
                ? new LandmarkScheme(names, [.. skeleton.Select(line => (line[0], line[1]))])
                : throw Wrong(null);
        }

        WeightFormatException Wrong(Exception? cause) =>
            new($"'{weights.Origin}' does not say which detector it holds: take a file that 'styleforge train detector' has written, or Darknet's weights.", cause!);
    }
}

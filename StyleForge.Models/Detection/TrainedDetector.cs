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

    /// <summary>A detector with a grid.</summary>
    /// <param name="side">Pixels of the picture across and down, a multiple of 8.</param>
    /// <param name="anchors">In pixels of what the network sees.</param>
    /// <param name="classes">The names of the classes.</param>
    public static DetectorDescription Grid(int side, IReadOnlyList<Anchor> anchors, IReadOnlyList<string> classes)
    {
        var head = new DetectionHead(SmallYolo.Output, anchors, classes.Count) { IsExclusive = true };
        return new DetectorDescription(SmallYolo.Grid(side, head.Channels), [head], classes);
    }

    /// <summary>What a file is to say of its detector.</summary>
    /// <param name="detector">Such a detector.</param>
    public static IReadOnlyDictionary<string, string> Metadata(DetectorDescription detector) => new Dictionary<string, string>
    {
        [NetworkKey] = detector.Network.Name,
        [SideKey] = detector.Width.ToString(CultureInfo.InvariantCulture),
        [AnchorsKey] = JsonSerializer.Serialize(detector.Heads[0].Anchors.Select(anchor => (double[])[anchor.Width, anchor.Height])),
        [ClassesKey] = JsonSerializer.Serialize(detector.Classes),
    };

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
            var anchors = JsonSerializer.Deserialize<double[][]>(weights.Metadata.GetValueOrDefault(AnchorsKey, "[]"))!;
            return weights.Metadata.GetValueOrDefault(NetworkKey) switch
            {
                _ when side > 4096 || classes.Length == 0 || anchors.Length == 0 || Array.Exists(anchors, anchor => anchor is not [> 0, > 0]) => throw Wrong(null),
                "small-yolo" => Grid(side, [.. anchors.Select(anchor => new Anchor(anchor[0], anchor[1]))], classes),
                _ => throw Wrong(null),
            };
        }
        catch (Exception refusal) when (refusal is JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw Wrong(refusal);
        }

        WeightFormatException Wrong(Exception? cause) =>
            new($"'{weights.Origin}' does not say which detector it holds: take a file that 'styleforge train detector' has written, or Darknet's weights.", cause!);
    }
}

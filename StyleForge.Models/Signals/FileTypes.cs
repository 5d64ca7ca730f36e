using System.Text.Json;

namespace StyleForge.Models.Signals;

/// <summary>
/// The types that the third version of Magika tells apart, and its publisher's rules for doubtful answers, as facts from the publisher's own files
/// (named, with their licence, in <c>magika-types.json</c>).
/// </summary>
public static class FileTypes
{
    private const string Resource = "magika-types.json";

    // A type without a threshold of its own.
    private const double UsualThreshold = 0.5;

    private static readonly Dictionary<string, double> Thresholds;
    private static readonly Dictionary<string, string> Overwrites;
    private static readonly Dictionary<string, FileType> ByLabel;

    static FileTypes()
    {
        using var stream = typeof(FileTypes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly was built without {Resource}.");
        using var json = JsonDocument.Parse(stream);
        All = Read(json, "types");
        ByLabel = All.Concat(Read(json, "others")).ToDictionary(type => type.Label);
        Thresholds = json.RootElement.GetProperty("thresholds").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetDouble());
        Overwrites = json.RootElement.GetProperty("overwrites").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!);
    }

    /// <summary>The types in the order of the network's outputs.</summary>
    public static IReadOnlyList<FileType> All { get; }

    /// <summary>A file without a byte.</summary>
    public static FileType Empty => ByLabel["empty"];

    /// <summary>Some text.</summary>
    public static FileType Text => ByLabel["txt"];

    /// <summary>Bytes of which nothing is known.</summary>
    public static FileType Unknown => ByLabel["unknown"];

    /// <summary>The type that is told for the network's: another one for a few whose name would say too much.</summary>
    public static FileType Told(FileType type) => ByLabel[Overwrites.GetValueOrDefault(type.Label, type.Label)];

    /// <summary>The least probability of a type that is believed, 0 to 1.</summary>
    public static double Threshold(FileType type, Certainty certainty) => certainty switch
    {
        Certainty.High => Thresholds.GetValueOrDefault(type.Label, UsualThreshold),
        Certainty.Medium => UsualThreshold,
        _ => 0,
    };

    private static FileType[] Read(JsonDocument json, string list) =>
    [
        .. from each in json.RootElement.GetProperty(list).EnumerateArray()
           select new FileType(
               each.GetProperty("label").GetString()!,
               each.GetProperty("description").GetString()!,
               each.GetProperty("mime").GetString()!,
               each.GetProperty("group").GetString()!,
               [.. each.GetProperty("extensions").EnumerateArray().Select(ending => ending.GetString()!)],
               each.GetProperty("isText").GetBoolean()),
    ];
}

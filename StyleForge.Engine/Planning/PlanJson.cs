using System.Text.Json.Serialization;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>A plan as it is written.</summary>
/// <param name="Version">Of the form.</param>
/// <param name="Name">The picture's name.</param>
/// <param name="JobFile">The job file, or null.</param>
/// <param name="Content">The content picture.</param>
/// <param name="Styles">The style pictures.</param>
/// <param name="Output">The picture to write.</param>
/// <param name="Levels">The pyramid.</param>
/// <param name="Settings">A value for every setting, in the catalogue's order.</param>
internal sealed record WrittenPlan(
    int Version,
    string Name,
    string? JobFile,
    string Content,
    IEnumerable<WrittenStyle> Styles,
    string Output,
    IReadOnlyList<LevelPlan> Levels,
    IReadOnlyDictionary<string, SettingValue> Settings);

/// <summary>A style of a plan as it is written.</summary>
internal sealed record WrittenStyle(string Image, double Weight, double Scale, string? Mask)
{
    /// <summary>What it goes over; left out for everything, as plans were before there were words for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Inside { get; init; }

    /// <summary>What it spares; left out for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Outside { get; init; }
}

/// <summary>Plans as JSON, in plain ASCII.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WrittenPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;

using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Planning;

/// <summary>One style picture of a render.</summary>
/// <param name="Path">Absolute path of the style picture.</param>
/// <param name="Weight">Share among the styles of the render; the shares of all styles sum to 1.</param>
/// <param name="Scale">Size of the style picture relative to the picture being made: 1 means the same long side.</param>
/// <param name="MaskPath">Absolute path of a grey picture, stretched over the content, that is white where this style goes; null for everywhere.</param>
public sealed record StylePlan(string Path, double Weight, double Scale, string? MaskPath)
{
    /// <summary>What of the content it goes over: <see cref="SubjectWords"/> with commas between them; empty for everything.</summary>
    public string Inside { get; init; } = "";

    /// <summary>What of the content it spares: <see cref="SubjectWords"/> with commas between them; empty for nothing.</summary>
    public string Outside { get; init; } = "";

    /// <summary>True where it goes by what is found on the content.</summary>
    public bool IsSought => Inside.Length + Outside.Length > 0;

    /// <summary>True where it does not go everywhere.</summary>
    public bool IsMasked => MaskPath is not null || IsSought;
}

using System.Globalization;
using StyleForge.Engine.Settings;

namespace StyleForge.Engine.Jobs;

/// <summary>One style picture as a job names it.</summary>
/// <param name="Image">Path, relative to the job file's folder, or name of a bundled style.</param>
/// <param name="Weight">0.0001 to 10 000; counts relative to the other styles of the same blend.</param>
/// <param name="Scale">Size relative to the picture being made, 0.05 to 20; 1 means the same long side.</param>
/// <param name="Mask">Path of a grey picture that is white where this style goes; null for everywhere.</param>
/// <param name="Line">Line in the job file; null where there are no lines.</param>
/// <param name="Field">The field that names it: <c>styles[1]</c>.</param>
public sealed record JobStyle(
    string Image, double Weight = 1, double Scale = 1, string? Mask = null, int? Line = null, string Field = "styles")
{
    /// <summary>What of the content it goes over: <see cref="SubjectWords"/> with commas between them; empty for everything.</summary>
    public string Inside { get; init; } = "";

    /// <summary>What of the content it spares: <see cref="SubjectWords"/> with commas between them; empty for nothing.</summary>
    public string Outside { get; init; } = "";

    /// <summary>Smallest weight; a style that should not count is left out instead.</summary>
    public const double MinimumWeight = 0.0001;

    /// <summary>Largest weight.</summary>
    public const double MaximumWeight = 10_000;

    /// <summary>Smallest scale.</summary>
    public const double MinimumScale = 0.05;

    /// <summary>Largest scale.</summary>
    public const double MaximumScale = 20;

    /// <summary>
    /// Reads a style of the command line: <c>starry.jpg</c>, or with its weight <c>starry.jpg:0.5</c>. What follows the last
    /// colon counts as a weight only where it is a number that a weight may be; anything else belongs to the path.
    /// </summary>
    public static JobStyle FromArgument(string argument)
    {
        var colon = argument.LastIndexOf(':');
        return colon > 0
            && double.TryParse(argument.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
            && weight is >= MinimumWeight and <= MaximumWeight
            ? new JobStyle(argument[..colon], weight)
            : new JobStyle(argument);
    }
}

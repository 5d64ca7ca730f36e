using System.Globalization;

namespace StyleForge.Presentation;

/// <summary>How numbers read in sentences and tables.</summary>
internal static class Words
{
    /// <summary><c>8.4 s</c>, <c>2 min 05 s</c>, <c>1 h 02 min</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0} s"),
        < 3599.5 => string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round(time.TotalSeconds) / 60} min {(int)Math.Round(time.TotalSeconds) % 60:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round(time.TotalMinutes) / 60} h {(int)Math.Round(time.TotalMinutes) % 60:00} min"),
    };

    /// <summary><c>no pictures</c>, <c>1 picture</c>, <c>3 pictures</c>.</summary>
    public static string Count(long count, string noun, string? plural = null) => count switch
    {
        0 => $"no {plural ?? noun + "s"}",
        1 => $"1 {noun}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {plural ?? noun + "s"}"),
    };

    /// <summary>Four significant digits: <c>0.01234</c>, <c>1.234E+06</c>.</summary>
    public static string Loss(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary><c>512×384</c>.</summary>
    public static string Size(int width, int height) => string.Create(CultureInfo.InvariantCulture, $"{width}×{height}");

    /// <summary>The path below the folder as people would write it there; the whole path where it lies elsewhere.</summary>
    public static string Path(string path, string folder)
    {
        var relative = System.IO.Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || System.IO.Path.IsPathRooted(relative) ? path : relative;
    }
}

using System.Globalization;

namespace StyleForge.Engine.Running;

/// <summary>Amounts of memory as people write them: <c>512MB</c>, <c>4GB</c>, <c>1.5GiB</c>, or a number of bytes.</summary>
public static class MemorySize
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary>Reads an amount.</summary>
    /// <returns>Bytes, or null where the text is no amount above 0.</returns>
    public static long? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (unit, factor) = Units.FirstOrDefault(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        var isNumber = double.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var bytes = Math.Floor(number * factor);
        return isNumber && bytes is >= 1 and < long.MaxValue ? (long)bytes : null;
    }

    /// <summary>Writes an amount with two or three digits: <c>512 MB</c>, <c>4.0 GB</c>, <c>10 B</c>.</summary>
    public static string Format(long bytes) => Format(bytes, Math.Round);

    /// <summary>Writes an amount that is not below the one given, so that it is enough where that is needed.</summary>
    public static string FormatUp(long bytes) => Format(bytes, Math.Ceiling);

    private static string Format(long bytes, Func<double, double> round) => bytes switch
    {
        >= 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{round(bytes / 1e9):0} GB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{round(bytes / 1e8) / 10:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{round(bytes / 1e6):0} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{round(bytes / 1e3):0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };
}

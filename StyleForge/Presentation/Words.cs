using System.Globalization;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Measuring;
using StyleForge.Engine.Planning;
using StyleForge.Engine.Running;
using StyleForge.Engine.Settings;
using StyleForge.Queue;

namespace StyleForge.Presentation;

/// <summary>How numbers read in sentences and tables.</summary>
internal static class Words
{
    /// <summary>Said when the first Ctrl-C was heard.</summary>
    public const string Stopping = "Stopping. Press Ctrl-C again to end at once.";

    /// <summary><c>8.4 s</c>, <c>2 min 05 s</c>, <c>1 h 02 min</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0} s"),
        < 3599.5 => string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round(time.TotalSeconds) / 60} min {(int)Math.Round(time.TotalSeconds) % 60:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round(time.TotalMinutes) / 60} h {(int)Math.Round(time.TotalMinutes) % 60:00} min"),
    };

    /// <summary><c>about 40.0 s on this machine, measured 2026-11-22</c>, or <c>about 40.0 s on this machine, extrapolated from 64 pixels</c>.</summary>
    public static string Estimate(TimeEstimate estimate) => string.Create(
        CultureInfo.InvariantCulture,
        $"about {Duration(TimeSpan.FromSeconds(estimate.Seconds))} on this machine, {(estimate.ExtrapolatedFrom is { } size ? $"extrapolated from {size} pixels" : $"measured {estimate.Measured:yyyy-MM-dd}")}");

    /// <summary><c>12 min 10 s of 15 min 00 s left for all pictures</c>.</summary>
    public static string Left(BatchTime batch) => $"{Duration(batch.Remaining)} of {Duration(batch.Total)} left for all pictures";

    /// <summary><c>no pictures</c>, <c>1 picture</c>, <c>3 pictures</c>.</summary>
    public static string Count(long count, string noun, string? plural = null) => count switch
    {
        0 => $"no {plural ?? noun + "s"}",
        1 => $"1 {noun}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {plural ?? noun + "s"}"),
    };

    /// <summary>Four significant digits, all digits of large numbers, and powers only where zeros would hide the number: <c>0.01234</c>, <c>1,234,567</c>, <c>1.2e-7</c>.</summary>
    public static string Loss(double value) => Math.Abs(value) switch
    {
        >= 9999.5 => value.ToString("N0", CultureInfo.InvariantCulture),
        > 0 and < 0.0001 => value.ToString("0.0e-0", CultureInfo.InvariantCulture),
        _ => value.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary><c>3.2 MB</c>, in millions of bytes as publishers and file managers count; <c>0.5 kB</c> below a tenth of one.</summary>
    public static string Bytes(long count) => count < 100_000
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.0} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:N1} MB");

    /// <summary><c>512×384</c>.</summary>
    public static string Size(int width, int height) => string.Create(CultureInfo.InvariantCulture, $"{width}×{height}");

    /// <summary>A setting as an option: <c>--content-weight</c> for <c>contentWeight</c>.</summary>
    public static string Option(string setting) =>
        "--" + string.Concat(setting.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : letter.ToString()));

    /// <summary>A bundled style by the name that <c>--style</c> takes; any other as its path is shown.</summary>
    public static string Style(string path, string folder, string? styles) =>
        styles is not null && System.IO.Path.GetDirectoryName(path) == System.IO.Path.GetFullPath(styles)
            ? System.IO.Path.GetFileNameWithoutExtension(path)
            : Path(path, folder);

    /// <summary>Where a style goes by what is on the content: <c> over faces</c>, <c> outside of people and dog</c>; empty for everywhere.</summary>
    public static string Place(StylePlan style) =>
        (style.Inside.Length > 0 ? $" over {Listing.Of(SubjectWords.Split(style.Inside))}" : "") + (style.Outside.Length > 0 ? $" outside of {Listing.Of(SubjectWords.Split(style.Outside))}" : "");

    /// <summary>Where a job of a queue stands: <c>waiting</c>.</summary>
    public static string State(JobState state) => state switch
    {
        JobState.Waiting => "waiting",
        JobState.Working => "working",
        JobState.Done => "done",
        _ => "failed",
    };

    /// <summary>The path below the folder as people would write it there; the whole path where it lies elsewhere.</summary>
    public static string Path(string path, string folder)
    {
        var relative = System.IO.Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || System.IO.Path.IsPathRooted(relative) ? path : relative;
    }

    /// <summary>Breaks a text between words into lines of a width; a longer word has a line to itself.</summary>
    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }
}

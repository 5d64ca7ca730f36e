using System.Globalization;
using StyleForge.Hosting.Download;

namespace StyleForge.Presentation;

/// <summary>How downloads read in lines.</summary>
internal static class DownloadWords
{
    /// <summary><c>from download.pytorch.org, 574.7 MB</c>, or <c>from download.pytorch.org, going on after 123.4 MB of 574.7 MB</c>.</summary>
    public static string Start(DownloadStarted started) => $"from {started.Host}, " + (started.Received > 0
        ? $"going on after {Extent(started.Received, started.Total)}"
        : started.Total is { } total ? Words.Bytes(total) : "of unknown size");

    /// <summary><c>123.4 MB of 574.7 MB</c>.</summary>
    public static string Extent(long received, long? total) => Words.Bytes(received) + (total is { } whole ? $" of {Words.Bytes(whole)}" : "");

    /// <summary><c>5.2 MB/s</c>; null until that can be told.</summary>
    public static string? Speed(TransferRate rate) => rate.BytesPerSecond is { } speed ? $"{Words.Bytes((long)speed)}/s" : null;

    /// <summary><c>1 min 26 s left</c>; null until that can be told.</summary>
    public static string? Left(DownloadAdvanced advanced, TransferRate rate) =>
        advanced.Total is { } total && rate.Remaining(total - advanced.Received) is { } left ? $"{Words.Duration(left)} left" : null;

    /// <summary><c>the connection to studio broke off; trying again in 2.0 s (try 2 of 5)</c>.</summary>
    public static string Retry(DownloadRetrying retrying) => string.Create(
        CultureInfo.InvariantCulture,
        $"{retrying.Reason}; trying again {(retrying.Delay > TimeSpan.Zero ? $"in {Words.Duration(retrying.Delay)}" : "at once")} (try {retrying.Attempt} of {retrying.Attempts})");
}

using System.Net;

namespace StyleForge.Hosting.Download;

/// <summary>How patient a download is, and which way it goes.</summary>
internal sealed record DownloadOptions
{
    /// <summary>What people at home and in studios need.</summary>
    public static DownloadOptions Default { get; } = new();

    /// <summary>How long a server may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a server may send nothing: no answer, or no further byte of the file.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many tries in a row may fail, 2 or more. A try that brings the file on by <see cref="Progress"/> begins a new row.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Bytes that make a row of tries worth beginning anew.</summary>
    public long Progress { get; init; } = 1 << 20;

    /// <summary>Pause before the second try; doubled before each further one, give or take some chance.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, also where a server asks for a longer one.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server that failed all tries of a file is left alone.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The proxy; null for what HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY or the operating system say.</summary>
    public IWebProxy? Proxy { get; init; }
}

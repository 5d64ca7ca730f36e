namespace StyleForge.Hosting.Download;

/// <summary>Knows the file that is wanted, and names any other for what it is.</summary>
internal interface IDownloadCheck
{
    /// <summary>The most bytes that are taken, whatever the server says.</summary>
    long MostBytes { get; }

    /// <summary>Refuses a length that the file cannot have, before a byte of it is taken.</summary>
    /// <exception cref="DownloadFailure">It is another file.</exception>
    void Length(long bytes);

    /// <summary>Refuses a file by how it begins, so that a web page is not read to its end.</summary>
    /// <exception cref="DownloadFailure">It is another file.</exception>
    void Beginning(ReadOnlySpan<byte> head);

    /// <summary>Refuses a whole file that is not the one.</summary>
    /// <returns>Its SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="DownloadFailure">It is another file.</exception>
    string Whole(Stream content);
}

namespace StyleForge.Hosting.Download;

/// <summary>A file to fetch.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Path">Absolute path of the file to be; until it is whole it is called <c>PATH.part</c>.</param>
/// <param name="Check">Knows the file.</param>
internal sealed record DownloadRequest(Uri Url, string Path, IDownloadCheck Check)
{
    /// <summary>The name of the file to be.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The server and, where it is an unusual one, its port.</summary>
    public string Host => Url.IsDefaultPort ? Url.Host : $"{Url.Host}:{Url.Port}";
}

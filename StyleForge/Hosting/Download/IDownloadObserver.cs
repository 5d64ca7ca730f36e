namespace StyleForge.Hosting.Download;

/// <summary>Hears what happens to downloads.</summary>
internal interface IDownloadObserver
{
    /// <summary>Called from any thread, one call at a time.</summary>
    void Observe(DownloadEvent happened);
}

using StyleForge.Hosting.Download;

namespace StyleForge.Presentation;

/// <summary>Says nothing while a download runs; whether it failed is told afterwards.</summary>
internal sealed class QuietDownload : IDownloadDisplay
{
    /// <inheritdoc/>
    public T During<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public void Observe(DownloadEvent happened)
    {
    }
}

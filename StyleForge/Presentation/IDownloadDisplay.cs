using StyleForge.Hosting.Download;

namespace StyleForge.Presentation;

/// <summary>Shows what happens to downloads while they run.</summary>
internal interface IDownloadDisplay : IDownloadObserver
{
    /// <summary>Does the work with the display around it, and returns what the work returned.</summary>
    T During<T>(Func<T> work);
}

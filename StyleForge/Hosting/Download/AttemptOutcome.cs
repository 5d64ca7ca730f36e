using System.Runtime.ExceptionServices;

namespace StyleForge.Hosting.Download;

/// <summary>What one try brought, however it ended.</summary>
/// <param name="Brought">Bytes that are here now and were not before.</param>
/// <param name="Failure">Why it ended early; null where the file is whole.</param>
internal readonly record struct AttemptOutcome(long Brought, DownloadFailure? Failure)
{
    /// <summary>Throws the failure, if there is one, with the place where it arose.</summary>
    public void ThrowFailure()
    {
        if (Failure is not null)
        {
            ExceptionDispatchInfo.Throw(Failure);
        }
    }
}

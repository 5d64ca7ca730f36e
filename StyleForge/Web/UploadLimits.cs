using StyleForge.Engine.Codecs;

namespace StyleForge.Web;

/// <summary>What a request may bring along. Everything is bounded before memory is taken for it.</summary>
/// <param name="FileBytes">Bytes of one picture.</param>
/// <param name="Pixels">Width times height of one picture.</param>
/// <param name="Side">Width or height of one picture, in pixels.</param>
/// <param name="AtOnce">Submissions that are read at the same time.</param>
/// <param name="AMinute">Submissions that are taken a minute.</param>
/// <param name="Waiting">Jobs that may wait in the queue before no more are taken.</param>
internal sealed record UploadLimits(
    long FileBytes = 64 << 20, long Pixels = 64_000_000, int Side = 30_000, int AtOnce = 4, int AMinute = 60, int Waiting = 1000)
{
    /// <summary>Bytes of a whole submission: two pictures, and what stands around them.</summary>
    public long RequestBytes => (2 * FileBytes) + (64 << 10);

    /// <summary>The same limits for the engine's decoders.</summary>
    public ImageLimits Images => new(Pixels, FileBytes, Side);
}

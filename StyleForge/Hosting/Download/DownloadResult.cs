namespace StyleForge.Hosting.Download;

/// <summary>A file that is here, whole and checked.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal.</param>
/// <param name="ResumedAt">Bytes of it that were here already; 0 where it was fetched from its beginning.</param>
internal sealed record DownloadResult(long Bytes, string Sha256, long ResumedAt);

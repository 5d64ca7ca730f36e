using StyleForge.Presentation.Messages;

namespace StyleForge.Service;

/// <summary>What came of working on a job.</summary>
/// <param name="Pictures">What became of each picture, as far as the work went.</param>
/// <param name="Reason">Why the job failed, in one sentence; null where it did not.</param>
/// <param name="IsWhole">False where the work was stopped before its end.</param>
internal sealed record JobResult(IReadOnlyList<PictureReport> Pictures, string? Reason, bool IsWhole)
{
    /// <summary>Absolute paths of the pictures that are there.</summary>
    public IReadOnlyList<string> Outputs { get; } = [.. Pictures.Where(picture => picture.Failure is null).Select(picture => picture.Output)];
}

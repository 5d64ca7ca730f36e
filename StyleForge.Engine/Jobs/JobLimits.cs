namespace StyleForge.Engine.Jobs;

/// <summary>Bounds that a job file must respect.</summary>
/// <param name="MaximumBytes">Size of the file, in bytes.</param>
/// <param name="MaximumDepth">How deep lists and objects may lie in each other.</param>
/// <param name="MaximumPictures">How many pictures a sweep may make.</param>
public sealed record JobLimits(int MaximumBytes = 1 << 20, int MaximumDepth = 16, int MaximumPictures = 10_000)
{
    /// <summary>1 MiB, 16 levels, 10 000 pictures.</summary>
    public static JobLimits Default { get; } = new();
}

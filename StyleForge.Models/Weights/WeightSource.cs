namespace StyleForge.Models.Weights;

/// <summary>A weight file that is being read: its name for sentences, its bytes, and how much of it to believe.</summary>
internal sealed record WeightSource(string Path, Stream Stream, WeightLimits Limits)
{
    /// <summary>The exception for a file that cannot be used. The problem continues a sentence that begins with the file's name.</summary>
    public WeightFormatException Wrong(string problem, Exception? cause = null) => new($"'{Path}' {problem}.", cause!);
}

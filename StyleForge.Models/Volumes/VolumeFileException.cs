namespace StyleForge.Models.Volumes;

/// <summary>A volume file cannot be read or written. The message is one whole sentence that names the file, what is wrong and how to mend it.</summary>
public sealed class VolumeFileException : IOException
{
    /// <summary>Says what is wrong with a file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">Lower case, follows the path: «is a series of 5 volumes».</param>
    /// <param name="inner">What brought it to light, or null.</param>
    public VolumeFileException(string path, string problem, Exception? inner = null)
        : base($"{path} {problem}.", inner)
    {
        Problem = problem;
    }

    /// <summary>What is wrong, in lower case and without a full stop, for those who name the file in their own words.</summary>
    public string Problem { get; }
}

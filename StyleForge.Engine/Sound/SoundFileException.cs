namespace StyleForge.Engine.Sound;

/// <summary>
/// A sound file cannot be read or written. The message is one whole sentence that names the file, what is wrong and, where there is a
/// way, how to mend it.
/// </summary>
public sealed class SoundFileException : Exception
{
    /// <summary>Says what is wrong with a file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">Lower case, follows the path: «is empty».</param>
    /// <param name="inner">What brought it to light, or null.</param>
    public SoundFileException(string path, string problem, Exception? inner = null)
        : base($"{path} {problem}", inner)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>What is wrong, in lower case, for those who name the file in their own words: «is empty».</summary>
    public string Problem { get; }
}

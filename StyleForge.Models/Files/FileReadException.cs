namespace StyleForge.Models.Files;

/// <summary>A file cannot be opened for reading. The message is one whole sentence that names the file, what is wrong and how to mend it.</summary>
public sealed class FileReadException : IOException
{
    /// <summary>Says what is wrong with a file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">Lower case, follows the path: «is a folder, but must be a file».</param>
    /// <param name="inner">What brought it to light, or null.</param>
    public FileReadException(string path, string problem, Exception? inner = null)
        : base($"{path} {problem}.", inner)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>What is wrong, in lower case and without a full stop, for those who name the file in their own words.</summary>
    public string Problem { get; }
}

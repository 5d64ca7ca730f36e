namespace StyleForge.Models.Files;

/// <summary>A file cannot be written. The message is one whole sentence that names the file, what is wrong and how to mend it.</summary>
public sealed class FileWriteException : IOException
{
    /// <summary>Says what is wrong with a file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">Lower case, follows the path: «cannot be written: the disk is full».</param>
    /// <param name="inner">What brought it to light, or null.</param>
    public FileWriteException(string path, string problem, Exception? inner = null)
        : base($"{path} {problem}", inner)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>What is wrong, in lower case, for those who name the file in their own words.</summary>
    public string Problem { get; }
}

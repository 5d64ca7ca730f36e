using StyleForge.Models.Files;

namespace StyleForge.Models.Weights;

/// <summary>A weight file that is being read: its name for sentences, its bytes, and how much of it to believe.</summary>
internal sealed record WeightSource(string Path, Stream Stream, WeightLimits Limits)
{
    /// <summary>Opens a file that lies beside this one, by its name; null where the bytes come from elsewhere than a folder.</summary>
    public Func<string, Stream>? Beside { get; init; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightFormatException">It is a folder, a pipe or the like.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightSource Open(string path, WeightLimits? limits = null)
    {
        if (Directory.Exists(path))
        {
            throw new WeightFormatException($"'{path}' is a folder, not a weight file; name the file in it.");
        }

        if (PlainFile.KindOfOther(path) is { } other)
        {
            throw new WeightFormatException($"'{path}' is {other}, and weights are read more than once; save them as a file first.");
        }

        return File.Exists(path)
            ? new WeightSource(path, PlainFile.OpenRead(path, bufferSize: 1 << 16), limits ?? WeightLimits.Default) { Beside = name => WeightFolder.Open(path, name) }
            : throw new FileNotFoundException($"There is no weight file '{path}'.", path);
    }

    /// <summary>Opens a file that this one needs beside it.</summary>
    /// <param name="name">Its name, as a stranger wrote it.</param>
    /// <exception cref="WeightFormatException">It is not there, or the name leads elsewhere.</exception>
    public Stream OpenBeside(string name) => Beside is not null ? Beside(name)
        : throw Wrong($"needs '{name}' beside it, and is read alone; save both in one folder and name the file there");

    /// <summary>The exception for a file that cannot be used. The problem continues a sentence that begins with the file's name.</summary>
    public WeightFormatException Wrong(string problem, Exception? cause = null) => new($"'{Path}' {problem}.", cause!);
}

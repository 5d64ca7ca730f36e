using StyleForge.Models.Files;

namespace StyleForge.Models.Weights;

/// <summary>The folder of a weight file that needs others beside it. Who wrote the file does not choose which files of this machine are read.</summary>
internal static class WeightFolder
{
    /// <summary>True for a name that leads to a file below a folder: words with slashes between them. A colon begins another drive, or a second stream of a file.</summary>
    public static bool IsBelow(string name) => name.Split('/').All(word => word is not ("" or "." or "..") && word.IndexOfAny(['\\', ':', '\0']) < 0);

    /// <summary>Opens a file by the name that a weight file has for it: words with slashes between them, below the weight file's folder.</summary>
    /// <param name="path">The weight file.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="WeightFormatException">The name or a link leads out of the folder, or there is no such file.</exception>
    public static FileStream Open(string path, string name)
    {
        if (!IsBelow(name))
        {
            throw new WeightFormatException($"'{path}' needs the file '{name}', and only files in its own folder are read; put it there and let the name say so.");
        }

        var current = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var word in name.Split('/'))
        {
            current = Path.Combine(current, word);
            if (new FileInfo(current).LinkTarget is { } target)
            {
                throw new WeightFormatException($"'{path}' needs the file '{name}', which is a link to '{target}', and only files in its own folder are read; put a copy there.");
            }
        }

        try
        {
            return PlainFile.OpenRead(current, bufferSize: 1 << 16);
        }
        catch (FileReadException failure)
        {
            throw new WeightFormatException($"'{path}' needs the file '{name}' beside it, and it cannot be read: {failure.Message.TrimEnd('.')}.", failure);
        }
    }
}

using StyleForge.Engine.Codecs;

namespace StyleForge.Training.Pictures;

/// <summary>A picture file below a folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its path below the folder, with slashes.</param>
internal readonly record struct TrainingPictureFile(string Path, string Name)
{
    /// <summary>The endings of file names that are looked at, with their dots.</summary>
    public static IReadOnlyList<string> Endings { get; } = [.. ImageCodecs.Default.Extensions];

    /// <summary>All picture files below a folder, by <see cref="Name"/>, compared by code. Links and hidden files are passed over.</summary>
    /// <exception cref="ImageFileException">The folder does not exist.</exception>
    public static IReadOnlyList<TrainingPictureFile> In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImageFileException(folder, "is not a folder that exists: name a folder with pictures to train on");
        }

        return [.. PictureFiles.Below(folder).Select(path => new TrainingPictureFile(path, System.IO.Path.GetRelativePath(folder, path).Replace(System.IO.Path.DirectorySeparatorChar, '/')))];
    }
}

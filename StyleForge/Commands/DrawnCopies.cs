using StyleForge.Engine.Codecs;
using StyleForge.Models.Files;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>Where a command draws its answers on copies of the pictures: a file for one, a folder for several.</summary>
/// <param name="environment">The working directory and the formats.</param>
internal sealed class DrawnCopies(HostEnvironment environment)
{
    /// <summary>The file of each copy, whose folder is made where there is none. A JPEG stays a JPEG, everything else becomes PNG.</summary>
    /// <param name="output">What was typed for <c>--output</c>; null where nothing is drawn.</param>
    /// <param name="pictures">Absolute paths of the pictures, each once.</param>
    /// <param name="isFolder">True where copies lie in a folder even if there is one picture only.</param>
    /// <param name="ofInput">The name of the copy of a picture from standard input.</param>
    /// <returns>A path for each picture, or null for each where nothing is drawn.</returns>
    /// <exception cref="CommandFailure">Not every copy would have a file of its own, of a format that can be written; or one would replace a picture.</exception>
    public IReadOnlyList<string?> PathsOf(string? output, IReadOnlyList<string> pictures, bool isFolder, string ofInput)
    {
        if (output is null)
        {
            return [.. pictures.Select(_ => (string?)null)];
        }

        var full = Path.GetFullPath(output, environment.WorkingDirectory);
        isFolder |= pictures.Count > 1 || Directory.Exists(full) || Path.EndsInDirectorySeparator(output);
        if (isFolder && File.Exists(full))
        {
            throw new CommandFailure($"--output is '{output}', which is a file, but {Words.Count(pictures.Count, "picture")} of a list or a folder need a folder.");
        }

        if (!isFolder && environment.Codecs.ForExtension(full) is not { CanWrite: true })
        {
            throw new CommandFailure(
                $"--output is '{output}', whose ending says no format that can be written: end it with {Listing.Of(environment.Codecs.WritableExtensions)}, or with a slash for a folder.");
        }

        string[] copies = isFolder ? [.. pictures.Select(path => Path.Combine(full, NameOf(path, ofInput)))] : [full];
        if (copies.GroupBy(path => path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new CommandFailure($"Several pictures would be drawn in {Words.Path(twice.Key, environment.WorkingDirectory)}: give them other names, or name them one folder after the other.");
        }

        if (copies.FirstOrDefault(path => pictures.Contains(path)) is { } replaced)
        {
            throw new CommandFailure($"{Words.Path(replaced, environment.WorkingDirectory)} would be replaced by the copy that is drawn on: name another --output.");
        }

        MakeFolder(Path.GetDirectoryName(copies[0])!);
        return copies;
    }

    // A photograph stays a JPEG; PNG holds whatever else a picture is.
    private string NameOf(string path, string ofInput)
    {
        var name = path == StandardStreams.InputPath ? ofInput : Path.GetFileName(path);
        return environment.Codecs.ForExtension(name)?.Format is "JPEG" or "PNG" ? name : name + ".png";
    }

    private void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"The folder {Words.Path(folder, environment.WorkingDirectory)} cannot be made: {failure.Message}", ExitCodes.Wrong, failure);
        }
    }
}

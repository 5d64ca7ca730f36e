using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Planning;
using StyleForge.Models.Files;

namespace StyleForge.Hosting;

/// <summary>The picture file that a command makes, looked at before anything is computed for it.</summary>
/// <param name="environment">The working directory and the formats.</param>
internal sealed class PictureOutput(HostEnvironment environment)
{
    /// <summary>The absolute path of an output.</summary>
    /// <param name="given">What was typed.</param>
    /// <param name="inputs">Absolute paths of what the command reads, which it must not replace.</param>
    /// <exception cref="CommandFailure">It cannot be written, or is one of the inputs.</exception>
    public string Check(string given, IEnumerable<string> inputs)
    {
        var path = Path.GetFullPath(given, environment.WorkingDirectory);
        if (environment.Codecs.ForExtension(path) is not { CanWrite: true })
        {
            throw new CommandFailure($"--output is '{given}', but its ending says which format to write, and must be one of {Listing.Of(environment.Codecs.WritableExtensions)}.");
        }

        if ((Directory.Exists(path) ? "a folder" : PlainFile.KindOfOther(path)) is { } kind)
        {
            throw new CommandFailure($"--output is '{given}', which is {kind}: name a file.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new CommandFailure($"--output is '{given}', but the folder {Path.GetDirectoryName(path)} does not exist; make it first.");
        }

        return inputs.Any(input => RealPath.Resolve(input) == RealPath.Resolve(path))
            ? throw new CommandFailure($"--output is '{given}', which is read as well: name another file.")
            : path;
    }

    /// <summary>Writes the picture; what was there before stays until it is whole.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public void Write(string path, Picture picture)
    {
        try
        {
            environment.Codecs.Write(path, picture.ToImageData());
        }
        catch (ImageFileException refusal)
        {
            throw new CommandFailure($"{path} {refusal.Problem}.", ExitCodes.JobFailed, refusal);
        }
    }
}

using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Models.Files;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>The option that names the gallery of known people.</summary>
internal sealed class GalleryOption
{
    private readonly Option<string> _path;

    /// <summary>Adds it to a command.</summary>
    public GalleryOption(Verb verb) => _path = verb.Take(new Option<string>("--gallery", "-g") { HelpName = "FILE", Description = "The file with the people who are known.", Required = true });

    /// <summary>Its absolute path.</summary>
    public string PathOf(HostEnvironment environment, ParseResult result) => Path.GetFullPath(result.GetRequiredValue(_path), environment.WorkingDirectory);

    /// <summary>Reads it.</summary>
    /// <exception cref="CommandFailure">It is not there, or no gallery.</exception>
    public FaceGallery Read(HostEnvironment environment, ParseResult result)
    {
        var path = PathOf(environment, result);
        try
        {
            return FaceGallery.Read(path);
        }
        catch (FileReadException refusal)
        {
            throw new CommandFailure($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.", ExitCodes.Wrong, refusal);
        }
    }

    /// <summary>Refuses a gallery whose descriptors mean something else than those of the network here.</summary>
    /// <exception cref="CommandFailure">They do.</exception>
    public static void RequireSameNetwork(FaceGallery gallery, FaceStudio studio)
    {
        if (gallery.WeightsSha256 != studio.Analysis.DescriptorSha256)
        {
            throw new CommandFailure(
                $"The gallery was made with other weights of the descriptor (SHA-256 {gallery.WeightsSha256[..Math.Min(8, gallery.WeightsSha256.Length)]}…) than those that are here ({studio.Analysis.DescriptorSha256[..8]}…): enrol its people anew.");
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static void Write(FaceGallery gallery, string path)
    {
        try
        {
            gallery.Write(path);
        }
        catch (FileWriteException failure)
        {
            throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
        }
    }
}

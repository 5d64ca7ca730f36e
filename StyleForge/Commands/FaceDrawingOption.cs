using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Models.Files;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary>The option that has faces drawn on copies of the pictures.</summary>
internal sealed class FaceDrawingOption
{
    private readonly Option<string?> _output;

    /// <summary>Adds it to a command.</summary>
    public FaceDrawingOption(Verb verb) => _output = verb.Take(new Option<string?>("--output", "-o")
    {
        HelpName = "FILE or FOLDER",
        Description = "Draw the answer on a copy of the picture; for several pictures a folder, in which each copy has the name of its picture.",
    });

    /// <summary>Where the copy of each picture goes; empty where none is wanted.</summary>
    /// <param name="environment">Its working directory is where paths start.</param>
    /// <param name="result">What was typed.</param>
    /// <param name="typed">The pictures as they were typed.</param>
    /// <exception cref="CommandFailure">Not every copy would have a file of its own, of a format that can be written.</exception>
    public IReadOnlyDictionary<string, string> Places(HostEnvironment environment, ParseResult result, IReadOnlyList<string> typed)
    {
        string[] pictures = [.. typed.Select(path => FaceOptions.Full(environment, path)).Distinct()];
        var copies = new DrawnCopies(environment).PathsOf(result.GetValue(_output), pictures, isFolder: false, "faces");
        return pictures.Zip(copies).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
    }

    /// <summary>Draws and writes.</summary>
    public static void Write(HostEnvironment environment, IEnumerable<SeenPicture> pictures, IReadOnlyDictionary<string, string> places)
    {
        foreach (var picture in pictures)
        {
            if (places.TryGetValue(picture.Path, out var place))
            {
                var drawn = FaceDrawing.Draw(picture).ToImageData();
                try
                {
                    environment.Codecs.Write(place, drawn);
                }
                catch (Exception failure) when (failure is FileWriteException or ImageFileException)
                {
                    throw new CommandFailure(failure.Message, ExitCodes.JobFailed, failure);
                }
            }
        }
    }
}

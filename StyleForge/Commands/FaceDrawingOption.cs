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
        HelpName = "FILE",
        Description = "Draw the answer on a copy of the picture; for several pictures a folder, in which each copy has the name of its picture.",
    });

    /// <summary>Where the copy of each picture goes; empty where none is wanted.</summary>
    /// <param name="environment">Its working directory is where paths start.</param>
    /// <param name="result">What was typed.</param>
    /// <param name="typed">The pictures as they were typed.</param>
    /// <exception cref="CommandFailure">Not every copy would have a file of its own, of a format that can be written.</exception>
    public IReadOnlyDictionary<string, string> Places(HostEnvironment environment, ParseResult result, IReadOnlyList<string> typed)
    {
        if (result.GetValue(_output) is not { } given)
        {
            return new Dictionary<string, string>();
        }

        var output = Path.GetFullPath(given, environment.WorkingDirectory);
        string[] pictures = [.. typed.Select(path => FaceOptions.Full(environment, path)).Distinct()];
        if (pictures.Length == 1 && !Directory.Exists(output) && !Path.EndsInDirectorySeparator(given))
        {
            return Refused(environment, output, pictures) ?? new Dictionary<string, string> { [pictures[0]] = output };
        }

        if (!Directory.Exists(output))
        {
            throw new CommandFailure($"--output is {given}, but must be a folder that there is, because there are several pictures: make it first.");
        }

        var places = new Dictionary<string, string>();
        foreach (var picture in pictures)
        {
            var place = Path.Combine(output, Path.GetFileName(picture));
            place = environment.Codecs.ForExtension(place) is { CanWrite: true } ? place : Path.ChangeExtension(place, ".png");
            if (places.ContainsValue(place))
            {
                throw new CommandFailure($"Two pictures would be drawn into {Words.Path(place, environment.WorkingDirectory)}: give them one after the other, with an --output each.");
            }

            places.Add(picture, place);
        }

        return Refused(environment, places.Values.FirstOrDefault(pictures.Contains) ?? "", pictures) ?? places;
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

    private static Dictionary<string, string>? Refused(HostEnvironment environment, string place, string[] pictures)
    {
        if (pictures.Contains(place))
        {
            throw new CommandFailure($"{Words.Path(place, environment.WorkingDirectory)} is one of the pictures and would be replaced: name another --output.");
        }

        return place.Length == 0 || environment.Codecs.ForExtension(place) is { CanWrite: true }
            ? null
            : throw new CommandFailure($"--output is {Words.Path(place, environment.WorkingDirectory)}, but must end in one of {string.Join(", ", environment.Codecs.WritableExtensions)}.");
    }
}

using System.CommandLine;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Hosting;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge images info FILE...</c>: what a picture file is, and what will be done with it.</summary>
internal static class ImagesCommand
{
    /// <summary>The command with its one.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("images", "Look into picture files.", "COMMAND [options]");
        verb.Subcommands.Add(Info(environment));
        return verb;
    }

    private static Verb Info(HostEnvironment environment)
    {
        var verb = new Verb("info", "Tell what picture files are, and what will be done with them.", "FILE... [options]")
        {
            Notes =
            [
                "A file is known by its contents, whatever its name says; 'docs/image-formats.md' lists the formats and what is done with each.",
                "A file that a render would refuse is refused here with the same sentence; the others are shown all the same, and the exit code is 1, or 2 where there are no others.",
            ],
            Examples =
            [
                ("images info town.jpg", "Size, depth, colour profile, orientation, and the texts that travel with the picture."),
                ("images info output/*.png --json", "Some finished pictures, for another program: each with the settings that made it."),
            ],
        };
        var files = verb.Take(new Argument<string[]>("files") { HelpName = "FILE...", Description = "Picture files; - for standard input.", Arity = ArgumentArity.OneOrMore });
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON array with an object a file." });
        verb.SetAction(result =>
        {
            var pictures = new List<PictureInfo>();
            var unread = 0;
            string[] paths = [.. result.GetRequiredValue(files).Select(HandedOverFiles.PathOf)];
            var codecs = HandedOverFiles.Hold(environment, paths).Codecs;
            foreach (var path in paths.Select(path => Path.GetFullPath(path, environment.WorkingDirectory)))
            {
                environment.Interrupted.ThrowIfCancellationRequested();
                try
                {
                    var header = codecs.ReadHeader(path);
                    using var file = codecs.Open(path);
                    pictures.Add(new PictureInfo(path, file.Length, header, header.DescribeColour()));
                }
                catch (ImageFileException refusal)
                {
                    environment.Error.WriteLine($"{Words.Path(path, environment.WorkingDirectory)} {refusal.Problem}.");
                    unread++;
                }
            }

            if (result.GetValue(json))
            {
                ImagesReport.WriteJson(environment, pictures);
            }
            else
            {
                ImagesReport.WriteText(environment, pictures);
            }

            return ExitCodes.Of(pictures.Count, unread);
        });
        return verb;
    }
}

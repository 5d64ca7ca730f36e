using System.CommandLine;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces</c>: finds faces, says what they look like and whose they are.</summary>
internal static class FacesCommand
{
    /// <summary>The command with those below it.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("faces", "Find faces in pictures, and say whose they are.", "COMMAND [options]")
        {
            Notes =
            [
                "The networks come from 'styleforge weights pull faces', once; nothing is sent anywhere.",
                "Nobody is recognised for certain: docs/faces.md says how often this errs, and what it may and may not be used for.",
            ],
        };
        verb.Subcommands.Add(FacesLookCommand.Detect(environment));
        verb.Subcommands.Add(FacesLookCommand.Landmarks(environment));
        verb.Subcommands.Add(FacesLookCommand.Expressions(environment));
        verb.Subcommands.Add(FacesLookCommand.Live(environment));
        verb.Subcommands.Add(FacesVerifyCommand.Create(environment));
        verb.Subcommands.Add(FacesEnrolCommand.Create(environment));
        verb.Subcommands.Add(FacesIdentifyCommand.Create(environment));
        verb.Subcommands.Add(FacesGalleryCommand.Show(environment));
        verb.Subcommands.Add(FacesGalleryCommand.Forget(environment));
        return verb;
    }
}

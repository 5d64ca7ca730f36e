using System.CommandLine;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces gallery|forget</c>: who is known, and who is to be no longer.</summary>
internal static class FacesGalleryCommand
{
    /// <summary>Who is known.</summary>
    public static Verb Show(HostEnvironment environment)
    {
        var verb = new Verb("gallery", "List the people whom a gallery knows.", "--gallery FILE [options]")
        {
            Examples = [("faces gallery --gallery friends.json", "Names, and the pictures that they were enrolled by.")],
        };
        var gallery = new GalleryOption(verb);
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        verb.SetAction(result =>
        {
            FacesReport.WriteGallery(environment, gallery.PathOf(environment, result), gallery.Read(environment, result), result.GetValue(json));
            return ExitCodes.Done;
        });
        return verb;
    }

    /// <summary>Who is to be known no longer.</summary>
    public static Verb Forget(HostEnvironment environment)
    {
        var verb = new Verb("forget", "Take somebody out of a gallery.", "NAME --gallery FILE [options]")
        {
            MakesFiles = true,
            Notes = ["All numbers of the person's faces are deleted from the file; copies and backups of it are not."],
            Examples = [("faces forget \"Ada Lovelace\" --gallery friends.json", "Ada is known no longer.")],
        };
        var name = verb.Take(new Argument<string>("name") { HelpName = "NAME", Description = "The person." });
        var gallery = new GalleryOption(verb);
        var json = verb.Take(new Option<bool>("--json") { Description = "Print a JSON object." });
        verb.SetAction(result =>
        {
            var (who, known) = (result.GetRequiredValue(name).Trim(), gallery.Read(environment, result));
            if (known.People.All(person => person.Name != who))
            {
                throw new CommandFailure($"The gallery knows nobody called '{who}'.{UsageProblems.DidYouMean(who, known.People.Select(person => person.Name))}");
            }

            var path = gallery.PathOf(environment, result);
            var left = known.Without(who);
            GalleryOption.Write(left, path);
            FacesReport.WriteGallery(environment, path, left, result.GetValue(json));
            return ExitCodes.Done;
        });
        return verb;
    }
}

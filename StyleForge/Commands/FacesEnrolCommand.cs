using System.CommandLine;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces enrol NAME PICTURE...</c>: makes somebody known.</summary>
internal static class FacesEnrolCommand
{
    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("enrol", "Make somebody known, by a picture or several.", "NAME PICTURE... --gallery FILE [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "One picture is enough; three to five of different days make fewer errors. Each must show one face; --largest takes the largest of several.",
                "All pictures are looked at before the gallery is written. More pictures of somebody who is known are added.",
                "The file holds 128 numbers a face, and no picture. Whoever has it can recognise these people: ask them first, and keep it like their pictures.",
            ],
            Examples =
            [
                ("faces enrol \"Ada Lovelace\" ada1.jpg ada2.jpg --gallery friends.json", "A gallery with one person, by two pictures."),
            ],
        };
        var name = verb.Take(new Argument<string>("name") { HelpName = "NAME", Description = "The name that answers give." });
        var typed = FaceOptions.Pictures(verb);
        var gallery = new GalleryOption(verb);
        var largest = verb.Take(new Option<bool>("--largest") { Description = "Where a picture shows several faces, take the largest." });
        var options = new FaceOptions(verb);
        verb.SetAction(result =>
        {
            var who = result.GetRequiredValue(name).Trim();
            if (who.Length == 0)
            {
                throw new CommandFailure("The name is empty: give the person a name.");
            }

            var path = gallery.PathOf(environment, result);
            var known = File.Exists(path) ? gallery.Read(environment, result) : null;
            var pictures = result.GetRequiredValue(typed);
            var holding = FaceOptions.Holding(environment, pictures);
            using var studio = options.Open(holding, result);
            if (known is not null)
            {
                GalleryOption.RequireSameNetwork(known, studio);
            }

            var seen = FaceOptions.See(holding, studio, pictures, out var isWhole);
            if (!isWhole)
            {
                throw new CommandFailure("Nobody was enrolled, because not every picture could be read: mend or leave out those named above.");
            }

            EnrolledFace[] faces = [.. seen.Select(picture => Enrolled(environment, studio, picture, result.GetValue(largest)))];
            var grown = (known ?? new FaceGallery { WeightsSha256 = studio.Analysis.DescriptorSha256 }).With(who, faces);
            GalleryOption.Write(grown, path);
            FacesReport.WriteGallery(environment, path, grown, options.AsJson(result));
            return ExitCodes.Done;
        });
        return verb;
    }

    private static EnrolledFace Enrolled(HostEnvironment environment, FaceStudio studio, SeenPicture picture, bool takesLargest)
    {
        var path = Words.Path(picture.Path, environment.WorkingDirectory);
        if (picture.Faces.Count > 1 && !takesLargest)
        {
            throw new CommandFailure($"{path} shows {picture.Faces.Count} faces, and nobody was enrolled: take a picture of one person, or say --largest.");
        }

        return picture.Faces.MaxBy(face => face.Found.Box.Area) is { } face && studio.Describe(picture, face) is { } descriptor
            ? new EnrolledFace(Path.GetFileName(picture.Path), descriptor)
            : throw new CommandFailure($"{path} shows no face that could be found, and nobody was enrolled: take a picture from the front, or lower --score.");
    }
}

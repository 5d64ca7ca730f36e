using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces identify PICTURE...</c>: whom of a gallery faces show.</summary>
internal static class FacesIdentifyCommand
{
    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("identify", "Say whom of a gallery faces show, or that it is nobody known.", "PICTURE... --gallery FILE [options]")
        {
            Notes =
            [
                "A face is the person whom it is least unlike on average over the enrolled pictures, where that distance is below the threshold; otherwise it is nobody known.",
                "The more people a gallery has, the likelier is a stranger to resemble one of them: lower the threshold for large ones.",
            ],
            Examples = [("faces identify group.jpg --gallery friends.json -o named.jpg", "Names beside the faces, and drawn on a copy.")],
        };
        var typed = FaceOptions.Pictures(verb);
        var gallery = new GalleryOption(verb);
        var threshold = new DistanceOption(verb);
        var options = new FaceOptions(verb);
        var drawing = new FaceDrawingOption(verb);
        verb.SetAction(result =>
        {
            var known = gallery.Read(environment, result);
            if (known.People.Count == 0)
            {
                throw new CommandFailure("The gallery knows nobody: 'styleforge faces enrol' makes people known.");
            }

            var pictures = result.GetRequiredValue(typed);
            var places = drawing.Places(environment, result, pictures);
            var holding = FaceOptions.Holding(environment, pictures);
            using var studio = options.Open(holding, result);
            GalleryOption.RequireSameNetwork(known, studio);
            List<SeenPicture> seen =
            [
                .. FaceOptions.See(holding, studio, pictures, out var unread)
                    .Select(picture => picture with { Faces = [.. picture.Faces.Select(face => Named(studio, picture, face, known, threshold.Of(result)))] }),
            ];
            FaceDrawingOption.Write(environment, seen, places);
            if (options.AsJson(result))
            {
                FacesReport.WriteJson(environment, seen, hasIdentities: true);
            }
            else
            {
                FacesReport.WriteText(environment, seen);
            }

            return ExitCodes.Of(seen.Count, unread);
        });
        return verb;
    }

    private static SeenFace Named(FaceStudio studio, SeenPicture picture, SeenFace face, FaceGallery gallery, double threshold)
    {
        var nearest = studio.Describe(picture, face) is { } descriptor ? gallery.Nearest(descriptor) : null;
        return face with { Nearest = nearest, Person = nearest?.Distance < threshold ? nearest.Name : null };
    }
}

using System.CommandLine;
using System.Globalization;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Presentation;

namespace StyleForge.Commands;

/// <summary><c>styleforge faces enrol NAME PICTURE...</c>: makes somebody known.</summary>
internal static class FacesEnrolCommand
{
    // Two descriptors of one picture differ by rounding only.
    private const double SamePicture = 1e-4;

    /// <summary>The command.</summary>
    public static Verb Create(HostEnvironment environment)
    {
        var verb = new Verb("enrol", "Make somebody known, by a picture or several.", "NAME PICTURE... --gallery FILE [options]")
        {
            MakesFiles = true,
            Notes =
            [
                "One picture is enough; three to five of different days make fewer errors. Each must show one face; --largest takes the largest of several.",
                "All pictures are looked at before the gallery is written. More pictures of somebody who is known are added; one that is there already is not added again, and one that is "
                    + "enrolled under another name is refused. Faces that are unlike the person's others, or like somebody else's, are added and told.",
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

            var seen = FaceOptions.See(holding, studio, pictures, out var unread);
            if (unread > 0)
            {
                throw new CommandFailure("Nobody was enrolled, because not every picture could be read: mend or leave out those named above.");
            }

            var faces = New(environment, known, who, [.. seen.Select(picture => Enrolled(environment, studio, picture, result.GetValue(largest)))]);
            if (faces.Count == 0)
            {
                return ExitCodes.NothingToDo;
            }

            Doubt(environment, known, who, faces);
            var grown = (known ?? new FaceGallery { WeightsSha256 = studio.Analysis.DescriptorSha256 }).With(who, faces);
            GalleryOption.Write(grown, path);
            FacesReport.WriteGallery(environment, path, grown, options.AsJson(result));
            return ExitCodes.Done;
        });
        return verb;
    }

    // A picture that is known already adds nothing; one that is somebody else's contradicts the gallery.
    private static List<EnrolledFace> New(HostEnvironment environment, FaceGallery? known, string who, IReadOnlyList<EnrolledFace> faces)
    {
        var added = new List<EnrolledFace>();
        foreach (var face in faces)
        {
            if (known?.People.FirstOrDefault(person => person.Name != who && person.Faces.Any(IsSame)) is { } other)
            {
                throw new CommandFailure($"{face.Picture} is enrolled as {other.Name} already, and nobody was enrolled: 'styleforge faces forget' takes {other.Name} out of the gallery.");
            }

            if (added.Concat(known?.People.FirstOrDefault(person => person.Name == who)?.Faces ?? []).Any(IsSame))
            {
                environment.Error.WriteLine($"{face.Picture} is enrolled as {who} already, and is not added again.");
            }
            else
            {
                added.Add(face);
            }

            bool IsSame(EnrolledFace enrolled) => Between(enrolled, face) < SamePicture;
        }

        return added;
    }

    // What is unlikely may be right all the same, so it is done and told.
    private static void Doubt(HostEnvironment environment, FaceGallery? known, string who, IReadOnlyList<EnrolledFace> faces)
    {
        foreach (var face in faces)
        {
            var own = faces.Where(each => each != face).Concat(known?.People.FirstOrDefault(person => person.Name == who)?.Faces ?? []).ToList();
            if (own.Count > 0 && own.Min(each => Between(each, face)) is >= FaceDistance.UsualThreshold and var far)
            {
                environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{face.Picture} is {far:0.00} from the nearest other face of {who}, as far as another person's: look whether it is the right picture."));
            }

            foreach (var other in known?.People.Where(person => person.Name != who) ?? [])
            {
                if (other.Faces.Average(each => Between(each, face)) is < FaceDistance.UsualThreshold and var near)
                {
                    environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{face.Picture} is {near:0.00} from the faces of {other.Name}, as near as the same person's: answers will mix {who} and {other.Name} up."));
                }
            }
        }
    }

    private static double Between(EnrolledFace one, EnrolledFace other) => FaceDistance.Between([.. one.Descriptor], [.. other.Descriptor]);

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

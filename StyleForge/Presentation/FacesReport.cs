using System.Globalization;
using System.Numerics;
using StyleForge.Hosting;
using StyleForge.Models.Faces;
using StyleForge.Models.Networks;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes what was seen of faces.</summary>
internal static class FacesReport
{
    private const string Nobody = "nobody known";

    /// <summary>True where a face is rather live than not.</summary>
    public static bool IsLive(double probability) => probability >= 0.5;

    /// <summary>A row a face; where points were asked, a row a part of it.</summary>
    public static void WriteText(HostEnvironment environment, IReadOnlyList<SeenPicture> pictures)
    {
        var faces = pictures.SelectMany(picture => picture.Faces).ToList();
        if (faces.Count > 0)
        {
            Table(environment, pictures, faces).Write(environment.Output);
        }

        foreach (var picture in pictures.Where(picture => picture.Faces.Count == 0))
        {
            environment.Output.WriteLine($"{Words.Path(picture.Path, environment.WorkingDirectory)}: no face");
        }
    }

    /// <summary>An array with an object a picture.</summary>
    public static void WriteJson(HostEnvironment environment, IReadOnlyList<SeenPicture> pictures, bool hasIdentities) => new JsonLines(environment.Output).WriteDocument(
        pictures.Select(picture => new FacesAnswer(picture.Path, picture.Picture.Width, picture.Picture.Height, picture.Faces.Select(face => Answer(face, hasIdentities)))));

    /// <summary>The people of a gallery.</summary>
    public static void WriteGallery(HostEnvironment environment, string path, FaceGallery gallery, bool asJson)
    {
        if (asJson)
        {
            new JsonLines(environment.Output).WriteDocument(new GalleryAnswer(
                path, gallery.People.Select(person => new GalleryPerson(person.Name, person.Faces.Count, person.Faces.Select(face => face.Picture)))));
            return;
        }

        if (gallery.People.Count == 0)
        {
            environment.Output.WriteLine($"{Words.Path(path, environment.WorkingDirectory)}: nobody is known");
            return;
        }

        var table = new TextTable("person", ">faces", "pictures");
        foreach (var person in gallery.People)
        {
            table.Add(person.Name, Number(person.Faces.Count, "0"), string.Join(", ", person.Faces.Select(face => face.Picture)));
        }

        table.Write(environment.Output);
    }

    private static TextTable Table(HostEnvironment environment, IReadOnlyList<SeenPicture> pictures, List<SeenFace> faces)
    {
        var (hasPoints, hasExpressions, hasLiveness) = (faces.Exists(face => face.Points is not null), faces.Exists(face => face.Expressions is not null), faces.Exists(face => face.Liveness is not null));
        var hasNearest = faces.Exists(face => face.Nearest is not null);
        var table = new TextTable(
        [
            "picture",
            .. hasPoints ? (string[])["part", "points"] : [">left", ">top", ">width", ">height", ">score"],
            .. hasExpressions ? FaceFeatures.ExpressionNames.Select(name => $">{name}") : [],
            .. hasLiveness ? (string[])[">live", ""] : [],
            .. hasNearest ? (string[])["person", "nearest", ">distance"] : [],
        ]);
        foreach (var (picture, face) in pictures.SelectMany(picture => picture.Faces.Select(face => (picture, face))))
        {
            var path = Words.Path(picture.Path, environment.WorkingDirectory);
            if (hasPoints)
            {
                foreach (var (part, points) in Parts(face.Points))
                {
                    table.Add(path, part, string.Join(' ', points.Select(point => $"{Number(point.X, "0.0")},{Number(point.Y, "0.0")}")));
                }

                continue;
            }

            var box = face.Found.Box;
            table.Add(
            [
                path,
                Number(box.Left, "0"), Number(box.Top, "0"), Number(box.Width, "0"), Number(box.Height, "0"), Number(face.Found.Score, "0.00"),
                .. hasExpressions ? FaceFeatures.ExpressionNames.Select((_, which) => face.Expressions is { } each ? Number(each[which], "0.00") : "-") : [],
                .. hasLiveness ? (string[])[face.Liveness is { } live ? Number(live, "0.00") : "-", face.Liveness is { } probability ? (IsLive(probability) ? "live" : "not live") : ""] : [],
                .. hasNearest ? (string[])[face.Person ?? Nobody, face.Nearest?.Name ?? "-", face.Nearest is { } nearest ? Number(nearest.Distance, "0.000") : "-"] : [],
            ]);
        }

        return table;
    }

    private static FaceAnswer Answer(SeenFace face, bool hasIdentity)
    {
        var box = face.Found.Box;
        return new FaceAnswer(Round(box.Left), Round(box.Top), Round(box.Width), Round(box.Height), Round(face.Found.Score))
        {
            Points = face.Points is null ? null : Parts(face.Points).ToDictionary(
                part => part.Name, part => part.Points.Select(point => (IReadOnlyList<double>)[Round(point.X), Round(point.Y)])),
            Expressions = face.Expressions is { } expressions
                ? FaceFeatures.ExpressionNames.Zip(expressions).ToDictionary(pair => pair.First, pair => Round(pair.Second))
                : null,
            Live = face.Liveness is { } live ? Round(live) : null,
            Identity = hasIdentity ? new FaceIdentity(face.Person, face.Nearest?.Name, face.Nearest is { } nearest ? Round(nearest.Distance) : null) : null,
        };
    }

    private static IEnumerable<(string Name, IReadOnlyList<Vector2> Points)> Parts(FacePoints? points) => points is null ? [] :
    [
        ("jaw", points.Jaw), ("left brow", points.LeftBrow), ("right brow", points.RightBrow), ("nose", points.Nose),
        ("left eye", points.LeftEye), ("right eye", points.RightEye), ("mouth", points.Mouth),
    ];

    private static double Round(double number) => Math.Round(number, 4);

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}

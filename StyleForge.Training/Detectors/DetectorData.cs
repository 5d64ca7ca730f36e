using StyleForge.Engine.Codecs;
using StyleForge.Models.Detection;
using StyleForge.Models.Files;

namespace StyleForge.Training.Detectors;

/// <summary>Marked pictures on the disk: annotations of COCO, or a folder as Darknet has it.</summary>
public static class DetectorData
{
    private const string Images = "images";

    /// <summary>Finds pictures and what is on them.</summary>
    /// <param name="path">
    /// A JSON file of COCO, or a folder with one; pictures lie beside it or in <c>images</c>. Or a folder with a file of class names
    /// (<see cref="YoloAnnotations.NameFiles"/>), and pictures in it or in <c>images</c>, each with a text file: see <see cref="YoloAnnotations.PathOf"/>.
    /// </param>
    /// <param name="codecs">Reads headers.</param>
    /// <returns>The set, whose pictures' names are absolute paths.</returns>
    /// <exception cref="AnnotationException">There is no such data, or something in it is wrong.</exception>
    /// <exception cref="ImageFileException">A picture cannot be read.</exception>
    /// <exception cref="FileReadException">A file cannot be opened.</exception>
    public static AnnotatedSet Read(string path, ImageCodecs codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        var set = Directory.Exists(path) ? OfFolder(path, codecs) : OfCoco(path);
        if (set.Classes.Count == 0 || !set.Pictures.Any(picture => picture.Objects.Any(annotated => !annotated.IsIgnored && annotated.Box.Area > 0)))
        {
            throw new AnnotationException($"'{path}' marks no object on its {set.Pictures.Count} pictures: there is nothing to learn from.");
        }

        return set;
    }

    private static AnnotatedSet OfFolder(string folder, ImageCodecs codecs)
    {
        if (YoloAnnotations.NameFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } names)
        {
            return OfYolo(folder, YoloAnnotations.ReadNames(names), codecs);
        }

        string[] files = [.. VisibleFiles.Of(folder, "*.json")];
        return files switch
        {
            [var only] => OfCoco(only),
            [] => throw new AnnotationException($"'{folder}' has neither annotations of COCO (a .json file) nor class names ({string.Join(", ", YoloAnnotations.NameFiles)}): put one of them there."),
            _ => throw new AnnotationException($"'{folder}' has {files.Length} JSON files: name the one with the annotations."),
        };
    }

    private static AnnotatedSet OfCoco(string path)
    {
        var set = CocoAnnotations.Read(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return set with
        {
            Pictures = [.. set.Pictures.Select(picture => picture with
            {
                Name = new[] { Path.Combine(folder, picture.Name), Path.Combine(folder, Images, picture.Name) }.FirstOrDefault(File.Exists)
                    ?? throw new AnnotationException($"'{path}' names the picture '{picture.Name}', which is neither beside it nor in '{Images}'."),
            })],
        };
    }

    private static AnnotatedSet OfYolo(string folder, IReadOnlyList<string> classes, ImageCodecs codecs)
    {
        var pictures = new List<AnnotatedPicture>();
        foreach (var path in new[] { folder, Path.Combine(folder, Images) }.Where(Directory.Exists).SelectMany(each => VisibleFiles.Of(each, "*")).Where(file => codecs.ForExtension(file) is not null))
        {
            var labels = YoloAnnotations.PathOf(path);
            if (!File.Exists(labels))
            {
                throw new AnnotationException($"'{path}' has no '{labels}': each picture needs a text file with its objects, an empty one where there are none.");
            }

            var header = codecs.ReadHeader(path);
            pictures.Add(new AnnotatedPicture(path, header.Width, header.Height, YoloAnnotations.Read(labels, header.Width, header.Height, classes.Count)));
        }

        return new AnnotatedSet(classes, pictures);
    }
}

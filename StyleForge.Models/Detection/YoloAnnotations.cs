using System.Globalization;
using StyleForge.Models.Files;

namespace StyleForge.Models.Detection;

/// <summary>
/// Annotations as Darknet and its successors have them: beside each picture, or with <c>labels</c> in place of <c>images</c> in its path, a text file of its
/// name with a line an object: the class's number, and middle and extents as shares of the picture, <c>0 0.5 0.5 0.2 0.4</c>. A file of names has a line a class.
/// </summary>
public static class YoloAnnotations
{
    private const long MostBytes = 1 << 24;

    /// <summary>What a file of class names may be called.</summary>
    public static IReadOnlyList<string> NameFiles { get; } = ["classes.txt", "obj.names", "classes.names"];

    /// <summary>Reads the names of the classes, a line each; empty lines are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">There is no name in it.</exception>
    /// <exception cref="FileReadException">It cannot be opened.</exception>
    public static IReadOnlyList<string> ReadNames(string path)
    {
        var names = ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return names.Count > 0 ? names : throw new AnnotationException($"'{path}' is empty: it must have a line with the name of each class.");
    }

    /// <summary>Reads the objects of a picture.</summary>
    /// <param name="path">The text file; it may be empty.</param>
    /// <param name="width">Pixels across of the picture.</param>
    /// <param name="height">Pixels down of the picture.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="AnnotationException">A line is not as it should be; the sentence names it.</exception>
    /// <exception cref="FileReadException">It cannot be opened.</exception>
    public static IReadOnlyList<AnnotatedObject> Read(string path, int width, int height, int classes)
    {
        var objects = new List<AnnotatedObject>();
        var lines = ReadLines(path);
        for (var at = 0; at < lines.Length; at++)
        {
            var words = lines[at].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            var numbers = words.Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : double.NaN).ToArray();
            if (numbers.Length != 5 || numbers.Any(double.IsNaN))
            {
                throw new AnnotationException($"'{path}', line {at + 1} is '{Start(lines[at])}', but must be five numbers: class, middle across and down, width and height.");
            }

            if (numbers[0] != Math.Floor(numbers[0]) || numbers[0] < 0 || numbers[0] >= classes)
            {
                throw new AnnotationException($"'{path}', line {at + 1} has the class {words[0]}, but the classes are 0 to {classes - 1}.");
            }

            if (numbers[1..].Any(share => share is < 0 or > 1))
            {
                throw new AnnotationException($"'{path}', line {at + 1} is '{Start(lines[at])}', but middle and extents are shares of the picture, 0 to 1.");
            }

            objects.Add(new AnnotatedObject(Box.Around(numbers[1] * width, numbers[2] * height, numbers[3] * width, numbers[4] * height), (int)numbers[0]));
        }

        return objects;
    }

    /// <summary>Writes the objects of a picture: aside first, then renamed.</summary>
    /// <param name="path">The text file; replaced where it exists.</param>
    /// <param name="picture">The picture.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Write(string path, AnnotatedPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            foreach (var (box, number, _) in picture.Objects)
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{number} {box.CentreX / picture.Width:R} {box.CentreY / picture.Height:R} {box.Width / picture.Width:R} {box.Height / picture.Height:R}"));
            }
        });
    }

    /// <summary>Where the objects of a picture stand: below <c>labels</c> where the picture lies below <c>images</c> and that folder is there, else beside it.</summary>
    /// <param name="picture">Absolute path of a picture.</param>
    public static string PathOf(string picture)
    {
        var beside = Path.ChangeExtension(picture, ".txt");
        var images = $"{Path.DirectorySeparatorChar}images{Path.DirectorySeparatorChar}";
        if (beside.LastIndexOf(images, StringComparison.Ordinal) is >= 0 and var at)
        {
            var labels = $"{beside[..at]}{Path.DirectorySeparatorChar}labels{Path.DirectorySeparatorChar}";
            return Directory.Exists(labels) ? labels + beside[(at + images.Length)..] : beside;
        }

        return beside;
    }

    private static string[] ReadLines(string path)
    {
        using var stream = PlainFile.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            throw new AnnotationException($"'{path}' has {stream.Length} bytes, more than the {MostBytes} that annotations may have.");
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }

    private static string Start(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

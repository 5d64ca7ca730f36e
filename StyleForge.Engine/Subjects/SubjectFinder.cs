using StyleForge.Engine.Detection;
using StyleForge.Engine.Imaging;
using StyleForge.Engine.Settings;
using StyleForge.Models.Descriptions;
using StyleForge.Models.Detection;
using StyleForge.Models.Execution;
using StyleForge.Models.Faces;
using StyleForge.Models.Fitting;
using StyleForge.Models.Networks;
using StyleForge.Models.Threading;
using StyleForge.Models.Weights;

namespace StyleForge.Engine.Subjects;

/// <summary>Finds on a content picture what <see cref="SubjectWords"/> name, and afterwards how much faces have changed. For one thread at a time.</summary>
/// <param name="find">Finds the weight file of a network on this machine, or gives null.</param>
/// <param name="workers">The threads to work on.</param>
public sealed class SubjectFinder(Func<NetworkDescription, string?> find, WorkerPool workers) : IDisposable
{
    private static readonly GridDetector Objects = GridDetector.Published[0];

    // Below this a detector's answers are mostly wrong; faces have a threshold of their own.
    private const double LeastObjectScore = 0.3;

    private readonly FaceAnalysis _faces = new(network => NetworkWeights<float>.Read(network, FileOf(network, find)), workers);

    /// <summary>Says in a sentence which network is missing for what some words name; null where all are here.</summary>
    /// <param name="words">Some of <see cref="SubjectWords"/>.</param>
    /// <param name="find">Finds the weight file of a network on this machine, or gives null.</param>
    public static string? Problem(IReadOnlyCollection<string> words, Func<NetworkDescription, string?> find)
    {
        ArgumentNullException.ThrowIfNull(words);
        NetworkDescription[] needed =
        [
            .. words.Contains(SubjectWords.Faces) ? (NetworkDescription[])[SsdMobileNet.Network, FaceFeatures.Landmarks, FaceDescriptor.Network] : [],
            .. SubjectWords.Classes(words).Count > 0 ? (NetworkDescription[])[Objects.Network] : [],
        ];
        return needed.FirstOrDefault(network => find(network) is null) is { } missing ? Missing(missing) : null;
    }

    /// <summary>Looks at the content.</summary>
    /// <param name="content">The content at its own size.</param>
    /// <param name="words">What to look for.</param>
    /// <exception cref="WeightFormatException">The weights of a network are missing or wrong.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public FoundSubjects Find(Picture content, IReadOnlyCollection<string> words)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(words);
        var faces = words.Contains(SubjectWords.Faces) ? FindFaces(content) : [];
        var classes = SubjectWords.Classes(words);
        var objects = classes.Count > 0 ? FindObjects(content) : [];
        return new FoundSubjects(
            content.Width,
            content.Height,
            faces,
            [.. objects.Select(each => new FoundObject(Objects.Classes[each.Class], each.Box, each.Score)).Where(each => classes.Contains(each.Name))]);
    }

    /// <summary>How far each face of the content has come from itself: its descriptor at the same points of both pictures.</summary>
    /// <param name="faces">The faces, in pixels of the content at its own size.</param>
    /// <param name="own">The width of the content at its own size.</param>
    /// <param name="content">The content in the size of the picture.</param>
    /// <param name="picture">The finished picture.</param>
    public IReadOnlyList<FaceChange> Compare(IReadOnlyList<SubjectFace> faces, int own, Picture content, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(picture);
        var scale = (double)content.Width / own;
        var (before, after) = (Shown(content), Shown(Clamped(picture)));
        var changes = new List<FaceChange>();
        foreach (var face in faces)
        {
            var points = face.Points.Scaled(scale);
            if (_faces.Descriptor(before, points) is { } was && _faces.Descriptor(after, points) is { } became)
            {
                changes.Add(new FaceChange(face.Found.Box.Scaled(scale, scale), FaceDistance.Between(was, became)));
            }
        }

        return changes;
    }

    /// <inheritdoc/>
    public void Dispose() => _faces.Dispose();

    private static string FileOf(NetworkDescription network, Func<NetworkDescription, string?> find) => find(network) ?? throw new WeightFormatException(Missing(network));

    private static string Missing(NetworkDescription network) => network == Objects.Network
        ? $"People and objects are found by {network.Name}, whose weights are not on this machine: 'styleforge weights pull {network.Name}' fetches them."
        : $"Faces are found by {network.Name}, whose weights are not on this machine: 'styleforge weights pull faces' fetches them.";

    private static FacePicture Shown(Picture picture) => new(picture.Samples, picture.Width, picture.Height);

    // As it will be written.
    private static Picture Clamped(Picture picture) => new(picture.Width, picture.Height, Array.ConvertAll(picture.Samples, sample => Math.Clamp(sample, 0, 1)));

    private List<SubjectFace> FindFaces(Picture content)
    {
        var shown = Shown(content);
        var faces = new List<SubjectFace>();
        foreach (var face in _faces.Find(shown, new FaceSearch()))
        {
            if (_faces.Points(shown, face.Box) is { } points)
            {
                faces.Add(new SubjectFace(face, points));
            }
        }

        return faces;
    }

    private IReadOnlyList<DetectedObject> FindObjects(Picture content)
    {
        using var weights = WeightFile.Read(FileOf(Objects.Network, find));
        using var detector = new ObjectDetector(Objects, Network<float>.Build(Objects.Network, weights), workers);
        return detector.Detect(content, LeastObjectScore, SuppressionOptions.Default with { LeastScore = LeastObjectScore });
    }
}

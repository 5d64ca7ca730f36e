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

namespace StyleForge.Engine.Protection;

/// <summary>Finds on a content picture what settings want to be protected, and afterwards how much faces have changed. For one thread at a time.</summary>
/// <param name="settings">What is wanted.</param>
/// <param name="find">Finds the weight file of a network on this machine, or gives null.</param>
/// <param name="workers">The threads to work on.</param>
public sealed class ContentProtection(RenderSettings settings, Func<NetworkDescription, string?> find, WorkerPool workers) : IDisposable
{
    private static readonly GridDetector Objects = GridDetector.Published[0];

    private const string Face = "face";

    // Below this a detector's answers are mostly wrong; faces have a threshold of their own.
    private const double LeastObjectScore = 0.3;

    private readonly FaceAnalysis _faces = new(network => NetworkWeights<float>.Read(network, FileOf(network, find)), workers);

    /// <summary>True where settings want anything to be looked for.</summary>
    public static bool IsWanted(RenderSettings settings) => settings.Protect.Count > 0 || LooksForFaces(settings);

    /// <summary>True where it looks for faces.</summary>
    internal bool SeesFaces => LooksForFaces(settings);

    private static bool LooksForFaces(RenderSettings settings) => settings.Protect.Contains(ProtectWords.Faces) || settings.GateFaceDistance < ProtectWords.AnyFaceDistance;

    /// <summary>Says in a sentence which network is missing for what settings want; null where all are here.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="find">Finds the weight file of a network on this machine, or gives null.</param>
    public static string? Problem(RenderSettings settings, Func<NetworkDescription, string?> find)
    {
        ArgumentNullException.ThrowIfNull(settings);
        NetworkDescription[] needed =
        [
            .. LooksForFaces(settings) ? (NetworkDescription[])[SsdMobileNet.Network, FaceFeatures.Landmarks, FaceDescriptor.Network] : [],
            .. ProtectWords.Classes(settings.Protect).Count > 0 ? (NetworkDescription[])[Objects.Network] : [],
        ];
        return needed.FirstOrDefault(network => find(network) is null) is { } missing ? Missing(missing) : null;
    }

    /// <summary>Looks at the content.</summary>
    /// <param name="content">The content at its own size.</param>
    /// <exception cref="WeightFormatException">The weights of a network are missing or wrong.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public ProtectedContent Find(Picture content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var mask = new SoftMask(content.Width, content.Height);
        var (objects, missing) = (new List<ProtectedObject>(), new List<string>());
        var faces = LooksForFaces(settings) ? FindFaces(content) : [];
        if (settings.Protect.Contains(ProtectWords.Faces))
        {
            faces.ForEach(face => mask.AddFace(face.Points));
            objects.AddRange(faces.Select(face => new ProtectedObject(Face, face.Found.Box, face.Found.Score)));
            missing.AddRange(faces.Count > 0 ? [] : [ProtectWords.Faces]);
        }

        var protectedFaces = objects.Count;
        var faceMask = protectedFaces > 0 ? mask.ToPicture() : null;
        var classes = ProtectWords.Classes(settings.Protect);
        if (classes.Count > 0)
        {
            var found = FindObjects(content);
            foreach (var name in classes)
            {
                var boxes = found.Where(each => Objects.Classes[each.Class] == name).ToList();
                boxes.ForEach(each => mask.AddBox(each.Box));
                objects.AddRange(boxes.Select(each => new ProtectedObject(name, each.Box, each.Score)));
                missing.AddRange(boxes.Count > 0 ? [] : [name]);
            }
        }

        return new ProtectedContent(objects.Count > 0 ? mask.ToPicture() : null, faces, objects, missing) { FaceMask = objects.Count > protectedFaces ? faceMask : null };
    }

    /// <summary>How far each face of the content has come from itself: its descriptor at the same points of both pictures.</summary>
    /// <param name="faces">The faces, in pixels of the content at its own size.</param>
    /// <param name="own">The width of the content at its own size.</param>
    /// <param name="content">The content in the size of the picture.</param>
    /// <param name="picture">The finished picture.</param>
    public IReadOnlyList<FaceChange> Compare(IReadOnlyList<ProtectedFace> faces, int own, Picture content, Picture picture)
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

    private static string Missing(NetworkDescription network) =>
        $"What is to be protected is found by {network.Name}, whose weights are not on this machine: 'styleforge weights pull {(network == Objects.Network ? network.Name : "faces")}' fetches them.";

    private static FacePicture Shown(Picture picture) => new(picture.Samples, picture.Width, picture.Height);

    // As it will be written.
    private static Picture Clamped(Picture picture) => new(picture.Width, picture.Height, Array.ConvertAll(picture.Samples, sample => Math.Clamp(sample, 0, 1)));

    private List<ProtectedFace> FindFaces(Picture content)
    {
        var shown = Shown(content);
        var faces = new List<ProtectedFace>();
        foreach (var face in _faces.Find(shown, new FaceSearch()))
        {
            if (_faces.Points(shown, face.Box) is { } points)
            {
                faces.Add(new ProtectedFace(face, points));
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

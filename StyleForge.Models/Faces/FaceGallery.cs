using System.Text.Encodings.Web;
using System.Text.Json;
using StyleForge.Models.Files;
using StyleForge.Models.Networks;

namespace StyleForge.Models.Faces;

/// <summary>
/// The people who are known, in a JSON file: names, and descriptors of their faces. It holds no pictures, but whoever has it can recognise these people, so it is to
/// be kept like them.
/// </summary>
public sealed record FaceGallery
{
    private const int CurrentVersion = 1;
    private const long MostBytes = 256L << 20;

    private static readonly FaceGalleryJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Names stay readable; the file is never pasted into a page.
        WriteIndented = true,
        NewLine = "\n",
    });

    /// <summary>The form of the file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The SHA-256 of the weights that the descriptors were computed with: those of others mean something else.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>The people, by name.</summary>
    public IReadOnlyList<EnrolledPerson> People { get; init; } = [];

    /// <summary>Reads a gallery.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileReadException">There is none, or it holds no gallery; the sentence says why.</exception>
    public static FaceGallery Read(string path)
    {
        using var stream = PlainFile.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            throw new FileReadException(path, $"is no gallery of faces: it has more than {MostBytes >> 20} MiB");
        }

        try
        {
            return JsonSerializer.Deserialize(stream, Json.FaceGallery)?.Checked(path) ?? throw NoGallery(path);
        }
        catch (JsonException failure)
        {
            throw NoGallery(path, failure);
        }
    }

    /// <summary>Writes or replaces the file, which nobody but its owner may read where the system has such permissions and the file was not there before.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public void Write(string path)
    {
        var isNew = !File.Exists(path);
        AtomicFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, this, Json.FaceGallery);
            stream.WriteByte((byte)'\n');
            if (isNew && stream is FileStream file && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        });
    }

    /// <summary>The gallery with more faces of a person, who may be new.</summary>
    /// <param name="name">The person.</param>
    /// <param name="faces">The faces, one or more.</param>
    public FaceGallery With(string name, IReadOnlyList<EnrolledFace> faces)
    {
        var known = People.FirstOrDefault(person => person.Name == name) ?? new EnrolledPerson(name, []);
        return this with
        {
            People = [.. People.Where(person => person.Name != name).Append(known with { Faces = [.. known.Faces, .. faces] }).OrderBy(person => person.Name, StringComparer.Ordinal)],
        };
    }

    /// <summary>The gallery without a person.</summary>
    /// <param name="name">The person.</param>
    public FaceGallery Without(string name) => this with { People = [.. People.Where(person => person.Name != name)] };

    /// <summary>The person whom a face is least unlike; null where nobody is known. Whether it is that person, a threshold says.</summary>
    /// <param name="descriptor">The descriptor of the face.</param>
    public FaceMatch? Nearest(float[] descriptor) => People.Select(person => new FaceMatch(person.Name, person.DistanceFrom(descriptor))).MinBy(match => match.Distance);

    private FaceGallery Checked(string path)
    {
        if (Version != CurrentVersion)
        {
            throw new FileReadException(path, $"is a gallery of version {Version}, but must have version {CurrentVersion}: use the StyleForge that wrote it");
        }

        foreach (var person in People)
        {
            if (string.IsNullOrWhiteSpace(person.Name) || person.Faces is null or [] || People.Count(other => other.Name == person.Name) > 1)
            {
                throw new FileReadException(path, $"is no whole gallery of faces: the person \"{person.Name}\" has no name or no faces, or is there twice");
            }

            if (person.Faces.FirstOrDefault(face => face.Descriptor is not { Count: FaceDescriptor.Numbers } || face.Descriptor.Any(number => !float.IsFinite(number))) is { } face)
            {
                throw new FileReadException(path, $"is no whole gallery of faces: the face of \"{person.Name}\" from {face.Picture} has not {FaceDescriptor.Numbers} numbers");
            }
        }

        return this;
    }

    private static FileReadException NoGallery(string path, Exception? inner = null) =>
        new(path, "is no gallery of faces: 'styleforge faces enrol' makes one", inner);
}

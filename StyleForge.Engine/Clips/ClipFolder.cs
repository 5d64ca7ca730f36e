using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Imaging;
using StyleForge.Models.Files;
using StyleForge.Models.Threading;

namespace StyleForge.Engine.Clips;

/// <summary>Clips as folders of pictures that are named by their numbers: <c>001.png</c>, <c>frame-17.jpg</c>.</summary>
/// <param name="codecs">Reads and writes the pictures.</param>
public sealed partial class ClipFolder(ImageCodecs codecs)
{
    /// <summary>Frames that are read of a folder, at most.</summary>
    public const int MostFrames = 256;

    private const string Mending = "frames are pictures named by their numbers, such as 001.png";

    /// <summary>The pictures of a folder in the order of their numbers; hidden files and what has not the ending of a picture are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ImageFileException">There is no such folder, it holds no pictures or too many, or their numbers do not follow one another.</exception>
    public IReadOnlyList<string> Frames(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ImageFileException(folder, $"{(File.Exists(folder) ? "is a file, but must be" : "does not exist: name")} a folder of frames");
        }

        var numbered = List(folder).Where(path => codecs.ForExtension(path) is not null).Select(path => (Number: NumberOf(path), Path: path)).OrderBy(frame => frame.Number).ToList();
        if (numbered.Count is 0 or > MostFrames)
        {
            throw new ImageFileException(
                folder, numbered.Count == 0 ? $"holds no pictures: {Mending}" : FormattableString.Invariant($"holds {numbered.Count} pictures, and at most {MostFrames} are allowed: take some of them"));
        }

        foreach (var (before, after) in numbered.Zip(numbered.Skip(1)).Where(pair => pair.Second.Number != pair.First.Number + 1))
        {
            throw new ImageFileException(
                after.Path, $"follows {Path.GetFileName(before.Path)}, but frames are numbered one after the other without gaps: {(before.Number == after.Number ? "take one of both away" : "number them anew")}");
        }

        return [.. numbered.Select(frame => frame.Path)];
    }

    /// <summary>Reads frames. Those with a larger shorter side than asked for are made smaller to it; none are made larger.</summary>
    /// <param name="paths">The frames, in order.</param>
    /// <param name="side">Pixels that the shorter side has at most.</param>
    /// <param name="workers">The threads to work on.</param>
    /// <param name="cancellation">Asked before each frame.</param>
    /// <returns>The clip, and the SHA-256 of all files one after the other, 64 lower-case hexadecimal digits.</returns>
    /// <exception cref="ImageFileException">A frame cannot be read, is transparent, or has another size than the first one.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (Clip Clip, string Sha256) Read(IReadOnlyList<string> paths, int side, WorkerPool workers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(paths);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var frames = new List<Picture>();
        var (width, height) = (0, 0);
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = codecs.ReadFile(path, ImageLimits.Default);
            var frame = codecs.Decode(path, file).ToPicture();
            (width, height) = frames.Count == 0 ? (frame.Width, frame.Height) : (width, height);
            if ((frame.Width, frame.Height) != (width, height))
            {
                throw new ImageFileException(
                    path, FormattableString.Invariant($"has {frame.Width}×{frame.Height} pixels, and {Path.GetFileName(paths[0])} has {width}×{height}: frames of a clip have one size"));
            }

            if (frame.Alpha?.AsSpan().ContainsAnyExcept(1f) == true)
            {
                throw new ImageFileException(path, "is transparent: lay the frames on a colour first");
            }

            hash.AppendData(file);
            var factor = Math.Min(1, (double)side / Math.Min(width, height));
            frames.Add(Resampler.Resize(frame, (int)Math.Round(width * factor), (int)Math.Round(height * factor), workers: workers));
        }

        return (Clip.Of(frames), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>What keeps a clip from being written to a folder: lower case, follows its path. Null where nothing does.</summary>
    /// <param name="folder">The whole path of the folder.</param>
    public static string? Problem(string folder) =>
        File.Exists(folder) ? "is a file: name a folder to write"
        : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() ? "is a folder with something in it already: name another one"
        : !Directory.Exists(Path.GetDirectoryName(folder)) ? "cannot be written: the folder around it does not exist, create it first"
        : null;

    /// <summary>Writes a clip as <c>001.png</c> and so on, so that the folder is there with all frames or not at all.</summary>
    /// <param name="folder">The whole path of a folder that does not exist or is empty; see <see cref="Problem"/>.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="texts">Travel with every frame.</param>
    /// <exception cref="ImageFileException">It cannot be written.</exception>
    public void Write(string folder, Clip clip, IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var around = Path.GetDirectoryName(folder)!;
        var aside = Path.Combine(around, AtomicFile.TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(aside);
            for (var frame = 0; frame < clip.Frames; frame++)
            {
                codecs.Write(Path.Combine(aside, string.Create(CultureInfo.InvariantCulture, $"{frame + 1:000}.png")), clip.Frame(frame).ToImageData(texts: texts));
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder); // Empty, or this fails and nothing is lost.
            }

            Directory.Move(aside, folder);
            FolderFlush.Try(around);
        }
        catch (Exception failure)
        {
            Remove(aside);
            throw failure switch
            {
                ImageFileException refusal => new ImageFileException(folder, refusal.Problem, refusal),
                IOException or UnauthorizedAccessException => new ImageFileException(folder, $"cannot be written: {failure.Message.TrimEnd('.')}", failure),
                _ => failure,
            };
        }
    }

    private static IEnumerable<string> List(string folder)
    {
        try
        {
            return [.. VisibleFiles.Of(folder, "*")];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageFileException(folder, $"cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private static long NumberOf(string path) =>
        long.TryParse(LastDigits().Match(Path.GetFileNameWithoutExtension(path)).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue
            ? number
            : throw new ImageFileException(path, $"has no number that says where it belongs: {Mending}");

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to tell: the disk that refused the frames may refuse their removal too.
        }
    }

    [GeneratedRegex("[0-9]+(?=[^0-9]*$)")]
    private static partial Regex LastDigits();
}

using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Planning;

/// <summary>Finds and checks the files that a job names: below the roots, there, and of the right kind. Each is looked at once.</summary>
/// <param name="options">Folders and bounds.</param>
/// <param name="readHeader">Reads a picture file's header.</param>
/// <param name="document">The job.</param>
internal sealed class InputFiles(PlannerOptions options, Func<string, ImageLimits, ImageHeader> readHeader, JobDocument document)
{
    private readonly Dictionary<(string Kind, string Text, bool FromJob, bool IsPicture), (InputFile File, string? Problem)> _opened = [];
    private readonly Dictionary<(string A, string B), bool> _compared = [];

    private string Folder => document.Folder ?? options.WorkingDirectory;

    /// <summary>Every file that was looked for, also those with problems.</summary>
    public IEnumerable<InputFile> All => _opened.Values.Select(opened => opened.File);

    /// <summary>Finds a style by its path or, where there is no such file, by the name of a bundled one.</summary>
    public (InputFile File, string? Problem) OpenStyle(string text)
    {
        if (options.StylesFolder is null || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            || File.Exists(Path.GetFullPath(text, Folder)))
        {
            return Open("The style picture", text, document.File is not null);
        }

        var bundled = BundledStyles.Find(options.StylesFolder, [.. options.Codecs.Extensions]);
        if (bundled.TryGetValue(text, out var path))
        {
            return Open("The style picture", path, fromJob: false);
        }

        if (Directory.Exists(Path.GetFullPath(text, Folder)))
        {
            return Open("The style picture", text, document.File is not null);
        }

        var nearest = NearestName.Find(text, bundled.Keys);
        var (file, _) = Open("The style picture", text, document.File is not null);
        return (file, $"The style picture \"{text}\" does not exist, and no bundled style has that name: {(nearest is null ? "'styleforge styles' lists those that there are." : $"did you mean {nearest}?")}");
    }

    /// <summary>Finds a file and says what is wrong with it, in a sentence.</summary>
    /// <param name="kind">What it is for, to begin the sentence: <c>The content picture</c>.</param>
    /// <param name="text">The path as it is written.</param>
    /// <param name="fromJob">True where a job file wrote it: it starts from the job's folder and must stay below the roots.</param>
    /// <param name="isPicture">True to read the header of a picture.</param>
    public (InputFile File, string? Problem) Open(string kind, string text, bool fromJob, bool isPicture = true)
    {
        if (!_opened.TryGetValue((kind, text, fromJob, isPicture), out var known))
        {
            var path = Path.GetFullPath(text, fromJob ? Folder : options.WorkingDirectory);
            var file = new InputFile(kind, text, path, path, null);
            try
            {
                var isHeld = !fromJob && options.Codecs.Holds(path);
                file = file with { RealPath = isHeld ? path : RealPath.Resolve(path) };
                var problem = isHeld ? null : Check(file, fromJob);
                known = problem is null && isPicture ? (file with { Header = readHeader(path, options.Limits) }, null) : (file, problem);
            }
            catch (ImageFileException refusal)
            {
                known = (file, $"{kind} \"{text}\" {refusal.Problem}.");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                known = (file, $"{kind} \"{text}\" cannot be read: {exception.Message}");
            }

            _opened.Add((kind, text, fromJob, isPicture), known);
        }

        return known;
    }

    /// <summary>True where two readable pictures are one file, or copies of each other.</summary>
    /// <exception cref="IOException">One of them can no longer be read.</exception>
    public bool AreSame(InputFile a, InputFile b)
    {
        if (!_compared.TryGetValue((a.RealPath, b.RealPath), out var same))
        {
            same = RealPath.AreSame(a.RealPath, b.RealPath) || HaveSameBytes(a.Path, b.Path);
            _compared.Add((a.RealPath, b.RealPath), same);
        }

        return same;
    }

    // Roots come first, so that a job cannot ask what lies outside them.
    private string? Check(InputFile file, bool fromJob)
    {
        if (fromJob && !options.ReadRoots.Append(Folder).Any(root => RealPath.IsWithin(file.RealPath, root)))
        {
            return $"{file.Kind} \"{file.Text}\" lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.";
        }

        if (Directory.Exists(file.Path))
        {
            return $"{file.Kind} \"{file.Text}\" is a folder, but must be a file: name a file in it.";
        }

        if (PlainFile.KindOfOther(file.Path) is { } other)
        {
            return $"{file.Kind} \"{file.Text}\" is {other}, but must be a file.";
        }

        if (!File.Exists(file.RealPath))
        {
            return $"{file.Kind} \"{file.Text}\" does not exist: it was looked for at \"{file.RealPath}\".";
        }

        return new FileInfo(file.RealPath).Length == 0
            ? $"{file.Kind} \"{file.Text}\" is empty (0 bytes): copy it again from where it came."
            : null;
    }

    private bool HaveSameBytes(string a, string b)
    {
        using var first = options.Codecs.Open(a);
        using var second = options.Codecs.Open(b);
        if (first.Length != second.Length)
        {
            return false;
        }

        var firstPiece = new byte[1 << 16];
        var secondPiece = new byte[1 << 16];
        int count;
        do
        {
            count = first.ReadAtLeast(firstPiece, firstPiece.Length, throwOnEndOfStream: false);
            if (second.ReadAtLeast(secondPiece, secondPiece.Length, throwOnEndOfStream: false) != count
                || !firstPiece.AsSpan(0, count).SequenceEqual(secondPiece.AsSpan(0, count)))
            {
                return false;
            }
        }
        while (count == firstPiece.Length);

        return true;
    }
}

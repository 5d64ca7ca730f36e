using System.Globalization;
using System.Text;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Planning.Rules;

/// <summary>The output can be written where it says, as what it says, and replaces no picture that the job reads.</summary>
internal sealed class OutputRule : IPlanRule
{
    // Most file systems end at 255 bytes; the picture is written under a longer name first.
    private const int LongestName = 200;

    public IEnumerable<JobProblem> Check(Draft draft)
    {
        if (draft.OutputPath.Length == 0 || (draft.OutputPath == StandardStreams.OutputPath && draft.Document.File is null))
        {
            yield break;
        }

        foreach (var problem in new[] { WrongEnding(draft.OutputText, draft.Options.Codecs) ?? WrongLength(draft), WrongPlace(draft) }.OfType<string>())
        {
            yield return draft.Problem("output", draft.Document.OutputLine, problem);
        }

        if (draft.Knows("bitDepth") && draft.Options.Codecs.ForExtension(draft.OutputPath) is { } codec && draft.Settings.BitDepth > codec.MaximumBitDepth)
        {
            yield return draft.SettingProblem("bitDepth", $"bitDepth is {draft.Settings.BitDepth}, but the {codec.Format} \"{draft.OutputText}\" holds {codec.MaximumBitDepth} bits: write a PNG, or say {codec.MaximumBitDepth}.");
        }
    }

    /// <summary>Says that an output, or the template of one, ends in no format that is written; null where it does.</summary>
    public static string? WrongEnding(string output, ImageCodecs codecs)
    {
        if (codecs.ForExtension(output) is { CanWrite: true })
        {
            return null;
        }

        var extension = Path.GetExtension(output);
        string[] extensions = [.. codecs.WritableExtensions];
        var ending = extension.Length > 0 ? $"ends in \"{extension}\"" : "has no ending";
        return $"The output \"{output}\" {ending}, but must end in {string.Join(", ", extensions.SkipLast(1))} or {extensions[^1]}.";
    }

    private static string? WrongLength(Draft draft)
    {
        var length = Encoding.UTF8.GetByteCount(Path.GetFileName(draft.OutputPath));
        return length > LongestName
            ? $"The name of the output \"{draft.OutputText}\" has {length} bytes, but may have {LongestName} at most: give a shorter template."
            : null;
    }

    private static string? WrongPlace(Draft draft)
    {
        string real;
        try
        {
            real = RealPath.Resolve(draft.OutputPath);
            if (draft.Document.File is not null && !RealPath.IsWithin(real, draft.Options.OutputRoot))
            {
                return $"The output \"{draft.OutputText}\" lies outside the output folder \"{draft.Options.OutputRoot}\": give a path inside it.";
            }
        }
        catch (IOException exception)
        {
            return $"The output \"{draft.OutputText}\" cannot be written: {exception.Message}";
        }

        if (Directory.Exists(draft.OutputPath))
        {
            return $"The output \"{draft.OutputText}\" is a folder, but must be a file: name a file in it.";
        }

        if (PlainFile.KindOfOther(draft.OutputPath) is { } other)
        {
            return $"The output \"{draft.OutputText}\" is {other}, but must be a file: give another name.";
        }

        if (draft.Options.WritesSidecars && NoSidecar(draft) is { } taken)
        {
            return $"The output \"{draft.OutputText}\" has its record beside it, in \"{RecordFile.Beside(draft.OutputPath)}\", which is {taken}: give another name, or --no-sidecar.";
        }

        if (draft.Inputs.All.FirstOrDefault(input => RealPath.AreSame(input.RealPath, real)) is { } replaced)
        {
            return $"The output \"{draft.OutputText}\" would replace {Lower(replaced.Kind)} \"{replaced.Text}\": give another name.";
        }

        for (var folder = Path.GetDirectoryName(real); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return $"The output \"{draft.OutputText}\" lies in \"{folder}\", which is a file and no folder: give another path.";
            }
        }

        return CannotBeMade(draft, real);
    }

    // What lies where the record would go and is not to be lost; null where there is nothing of the kind.
    private static string? NoSidecar(Draft draft)
    {
        var sidecar = RecordFile.Beside(draft.OutputPath);
        return Directory.Exists(sidecar) ? "a folder"
            : draft.Document.File is { } job && RealPath.AreSame(sidecar, job) ? "the job file itself"
            : File.Exists(sidecar) && !RecordFile.IsOne(sidecar) ? "there already and no record of StyleForge's"
            : null;
    }

    // Here all is as it should be but for the disk.
    private static string? CannotBeMade(Draft draft, string real)
    {
        if (File.Exists(real) && File.GetAttributes(real).HasFlag(FileAttributes.ReadOnly))
        {
            return $"The output \"{draft.OutputText}\" is there already and read-only: make it writable, or give another name.";
        }

        var folder = Path.GetDirectoryName(real)!;
        if (draft.Folders.Problem(folder) is { } problem)
        {
            return $"The output \"{draft.OutputText}\" cannot be written: {problem}: give another path.";
        }

        return Bytes(draft) is { } bytes && draft.Options.FreeBytes(OutputFolders.Existing(folder)) is { } free && free < bytes
            ? string.Create(CultureInfo.InvariantCulture, $"The output \"{draft.OutputText}\" has up to {bytes} bytes, but only {free} are free in \"{OutputFolders.Existing(folder)}\": make room, or give another path.")
            : null;
    }

    // Of the picture before it is compressed; null where its size is unknown.
    private static long? Bytes(Draft draft)
    {
        if (draft.Content.Header is not { } header || !draft.Knows("size", "bitDepth"))
        {
            return null;
        }

        var (width, height) = Pyramid.Fit(header.Width, header.Height, draft.Settings.Size);
        return 3L * width * height * draft.Settings.BitDepth / 8;
    }

    private static string Lower(string kind) => char.ToLowerInvariant(kind[0]) + kind[1..];
}

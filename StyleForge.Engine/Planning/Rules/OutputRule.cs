using System.Text;
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

        var problem = CheckName(draft) ?? CheckPlace(draft);
        if (problem is not null)
        {
            yield return draft.Problem("output", draft.Document.OutputLine, problem);
        }

        if (draft.Options.Codecs.ForExtension(draft.OutputPath) is { } codec && draft.Settings.BitDepth > codec.MaximumBitDepth)
        {
            yield return draft.SettingProblem("bitDepth", $"bitDepth is {draft.Settings.BitDepth}, but the {codec.Format} \"{draft.OutputText}\" holds {codec.MaximumBitDepth} bits: write a PNG, or say {codec.MaximumBitDepth}.");
        }
    }

    private static string? CheckName(Draft draft)
    {
        var extension = Path.GetExtension(draft.OutputPath);
        if (draft.Options.Codecs.ForExtension(draft.OutputPath) is not { CanWrite: true })
        {
            string[] extensions = [.. draft.Options.Codecs.WritableExtensions];
            var ending = extension.Length > 0 ? $"ends in \"{extension}\"" : "has no ending";
            return $"The output \"{draft.OutputText}\" {ending}, but must end in {string.Join(", ", extensions.SkipLast(1))} or {extensions[^1]}.";
        }

        var length = Encoding.UTF8.GetByteCount(Path.GetFileName(draft.OutputPath));
        return length > LongestName
            ? $"The name of the output \"{draft.OutputText}\" has {length} bytes, but may have {LongestName} at most: give a shorter template."
            : null;
    }

    private static string? CheckPlace(Draft draft)
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

        var sidecar = RenderPlan.SidecarOf(draft.OutputPath);
        if (Directory.Exists(sidecar) || (draft.Document.File is { } job && RealPath.AreSame(sidecar, job)))
        {
            return $"The output \"{draft.OutputText}\" has its record beside it, in \"{sidecar}\", which is "
                + $"{(Directory.Exists(sidecar) ? "a folder" : "the job file itself")}: give another name.";
        }

        for (var folder = Path.GetDirectoryName(draft.OutputPath); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return $"The output \"{draft.OutputText}\" lies in \"{folder}\", which is a file and no folder: give another path.";
            }
        }

        return draft.Inputs.All.FirstOrDefault(input => RealPath.AreSame(input.RealPath, real)) is { } replaced
            ? $"The output \"{draft.OutputText}\" would replace {Lower(replaced.Kind)} \"{replaced.Text}\": give another name."
            : null;
    }

    private static string Lower(string kind) => char.ToLowerInvariant(kind[0]) + kind[1..];
}

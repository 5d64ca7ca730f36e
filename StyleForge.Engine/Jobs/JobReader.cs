using System.Text.Json;
using System.Text.Unicode;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Settings;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Jobs;

/// <summary>Reads job files: JSON with comments and trailing commas, as docs/job-format.md describes it.</summary>
public static class JobReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a job file and says everything that is wrong with it; never throws for what the file holds.</summary>
    /// <param name="path">Path of the file, relative to the working directory.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    public static JobReading Read(string path, JobLimits? limits = null)
    {
        limits ??= JobLimits.Default;
        try
        {
            return Read(ReadBytes(path, limits.MaximumBytes + 1), Path.GetFullPath(path), limits);
        }
        catch (FileReadException refusal)
        {
            return Refuse(path, null, $"The job file {refusal.Problem}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(path, null, $"The job file cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads a job from the bytes of its file, or of what stands for one.</summary>
    /// <param name="file">All bytes, or more than <see cref="JobLimits.MaximumBytes"/>.</param>
    /// <param name="path">Absolute path, or <see cref="StandardStreams.InputPath"/>.</param>
    /// <param name="limits">Bounds.</param>
    public static JobReading Read(ReadOnlySpan<byte> file, string path, JobLimits limits)
    {
        var utf8 = file.StartsWith(ByteOrderMark) ? file[ByteOrderMark.Length..] : file;
        if (file.Length > limits.MaximumBytes)
        {
            return Refuse(path, null, $"The file is larger than {limits.MaximumBytes} bytes, which is the most a job may have.");
        }

        if (JsonPartReader.HoldsNothing(utf8))
        {
            return Refuse(path, null, "The file is empty, but must hold a job: start with { \"version\": 1 }.");
        }

        if (ForeignFormats.NameOfOther(file) is { } other)
        {
            return Refuse(path, null, $"The file is {other}, not a job file: name a job file (*.json).");
        }

        if (!Utf8.IsValid(utf8))
        {
            return Refuse(path, null, "The file is not UTF-8 text: save it in that encoding.");
        }

        JsonPart root;
        try
        {
            root = JsonPartReader.Read(utf8, limits.MaximumDepth);
        }
        catch (JsonException exception)
        {
            return Refuse(path, (int?)exception.LineNumber + 1, $"This is not valid JSON: {JsonFault.Describe(utf8, exception)}");
        }

        if (root.Kind != JsonValueKind.Object)
        {
            return Refuse(path, root.Line, $"The file holds {root.Shown}, but must hold an object: put the job's fields in braces.");
        }

        var document = new JobFields(path, limits).Read(root);
        return new JobReading(document, document.Problems);
    }

    private static byte[] ReadBytes(string path, int most)
    {
        using var stream = PlainFile.OpenRead(path);
        var buffer = new MemoryStream();
        var piece = new byte[Math.Min(most, 1 << 16)];
        int count;
        while (buffer.Length < most && (count = stream.Read(piece, 0, (int)Math.Min(piece.Length, most - buffer.Length))) > 0)
        {
            buffer.Write(piece, 0, count);
        }

        return buffer.ToArray();
    }

    private static JobReading Refuse(string path, int? line, string message) => new(null, [new JobProblem(path, line, "", message)]);
}

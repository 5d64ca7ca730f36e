using System.Text;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>What a finished picture, or its sidecar, tells of how it was made: enough to make it again.</summary>
/// <param name="Version">The version of StyleForge that made it.</param>
/// <param name="Plan">Its plan, in which files have names and no folders.</param>
/// <param name="Hashes">SHA-256 of each input, lower-case hexadecimal, by its name in the plan.</param>
/// <param name="WeightsSha256">SHA-256 of the network's weights, lower-case hexadecimal.</param>
/// <param name="VectorBits">Widest vector that the kernels used, in bits; null where it is not told.</param>
/// <param name="Notices">Where the plan's settings are not those of this version, a sentence each.</param>
public sealed record PictureRecord(
    string Version,
    RenderPlan Plan,
    IReadOnlyDictionary<string, string> Hashes,
    string WeightsSha256,
    int? VectorBits,
    IReadOnlyList<string> Notices)
{
    /// <summary>Reads the record of a finished picture, or a sidecar.</summary>
    /// <param name="path">Absolute path of either.</param>
    /// <param name="codecs">Read the picture.</param>
    /// <exception cref="ImageFileException">It cannot be read, holds no record, or one that cannot be followed.</exception>
    public static PictureRecord Open(string path, ImageCodecs codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        var file = codecs.ReadFile(path, ImageLimits.Default);
        var text = codecs.Recognise(file) is { } codec
            ? TextOf(path, codec, codecs.Decode(path, file).Texts) ?? throw new ImageFileException(path, "has no record that tells what it was made of: only what StyleForge rendered, and its FILE.json, can be made again")
            : Encoding.UTF8.GetString(file);
        try
        {
            return Parse(text);
        }
        catch (FormatException failure)
        {
            throw new ImageFileException(path, $"has a record that cannot be followed: {failure.Message.TrimEnd('.')}", failure);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new ImageFileException(path, "is neither a finished picture nor the record of one (FILE.json)", failure);
        }
    }

    /// <summary>The record of a picture; where its format carries no texts, the one beside it. Null where there is none.</summary>
    internal static string? TextOf(string path, IImageCodec? codec, IReadOnlyDictionary<string, string> texts) =>
        codec is { HoldsTexts: true } ? texts.GetValueOrDefault(PictureWriter.RecordKeyword)
            : File.Exists(RecordFile.Beside(path)) ? TextBeside(RecordFile.Beside(path))
            : null;

    private static string TextBeside(string sidecar)
    {
        try
        {
            return File.ReadAllText(sidecar);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageFileException(sidecar, "cannot be read: " + failure.Message, failure);
        }
    }

    private static PictureRecord Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var version = Text(root.GetProperty(RecordFile.VersionField));
        var notices = new List<string>();
        var plan = RenderPlanJson.Read(root.GetProperty("plan").GetRawText(), notices);
        var hashes = root.GetProperty("sha256").EnumerateObject().ToDictionary(hash => hash.Name, hash => Text(hash.Value));
        return plan.Inputs.FirstOrDefault(input => !hashes.ContainsKey(input)) is { } without
            ? throw new FormatException($"it has no hash of \"{without}\"")
            : new PictureRecord(
                version,
                plan,
                hashes,
                Text(root.GetProperty("weightsSha256")),
                root.TryGetProperty("vectorBits", out var bits) ? bits.GetInt32() : null,
                notices);
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("it has null where a text must be");
}

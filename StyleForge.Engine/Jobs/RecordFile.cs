using System.Text.Json;
using StyleForge.Models.Files;

namespace StyleForge.Engine.Jobs;

/// <summary>The record beside a picture, its sidecar: how the picture came about, as JSON.</summary>
internal static class RecordFile
{
    /// <summary>The field that every record begins with: the version of StyleForge that wrote it.</summary>
    public const string VersionField = "styleforge";

    /// <summary>The record of a picture lies under its whole file name with <c>.json</c> after it: <c>cat.png.json</c>.</summary>
    public static string Beside(string picture) => picture + ".json";

    /// <summary>True where a file is there and is a record: only such a one may be replaced by the record of another render.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            using var file = PlainFile.OpenRead(path);
            using var json = JsonDocument.Parse(file);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty(VersionField, out var version) && version.ValueKind == JsonValueKind.String
                && root.TryGetProperty("plan", out _);
        }
        catch (Exception failure) when (failure is JsonException or IOException)
        {
            return false;
        }
    }
}

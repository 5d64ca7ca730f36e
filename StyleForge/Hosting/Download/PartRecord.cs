using System.Text.Json;

namespace StyleForge.Hosting.Download;

/// <summary>What has to be known of the beginning of a file to go on with it, kept beside it.</summary>
/// <param name="Url">Where it came from.</param>
/// <param name="EntityTag">The server's mark for this version of the file, as it was sent; null where there was none.</param>
/// <param name="LastModified">When the server says that the file changed last.</param>
/// <param name="Length">Bytes of the whole file; null where the server did not say.</param>
internal sealed record PartRecord(Uri Url, string? EntityTag, DateTimeOffset? LastModified, long? Length)
{
    /// <summary>What goes into an If-Range header: a tag that tells versions apart byte by byte, else the date; null where there is neither.</summary>
    public string? Condition => EntityTag is { } tag && !tag.StartsWith("W/", StringComparison.Ordinal) ? tag : LastModified?.ToString("R");

    /// <summary>Reads the record of a beginning; null where there is none that can be understood.</summary>
    public static PartRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<PartRecord>(File.ReadAllBytes(path)) is { Url: not null } record ? record : null : null;
        }
        catch (JsonException)
        {
            return null; // Written when the power went: the beginning that it belongs to is of no use without it.
        }
    }

    /// <summary>Writes the record.</summary>
    public void Write(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this));
}

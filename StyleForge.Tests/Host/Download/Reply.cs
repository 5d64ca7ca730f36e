namespace StyleForge.Tests.Host.Download;

/// <summary>What a <see cref="LoopbackServer"/> answers: whatever a test wants, true or not.</summary>
internal sealed record Reply
{
    public string Status { get; init; } = "200 OK";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What is sent after the head.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>What the head claims of it; null for nothing.</summary>
    public long? Length { get; init; }

    /// <summary>The connection stays open and silent after what was sent, until the server is disposed.</summary>
    public bool Stalls { get; init; }

    /// <summary>The connection stays silent from the beginning.</summary>
    public bool IsMute { get; init; }

    /// <summary>The whole file, whatever was asked for.</summary>
    public static Reply Whole(byte[] file, string? tag = "\"one\"") =>
        new() { Body = file, Length = file.Length, Headers = Tag(tag) };

    /// <summary>What was asked for: the whole file, or the rest of it where the condition holds.</summary>
    public static Reply Ranged(LoopbackRequest request, byte[] file, string tag = "\"one\"")
    {
        var mayResume = request.From > 0 && request.Headers.GetValueOrDefault("If-Range", tag) == tag;
        return !mayResume ? Whole(file, tag)
            : request.From >= file.Length ? Code("416 Range Not Satisfiable", ("Content-Range", $"bytes */{file.Length}"))
            : new Reply
            {
                Status = "206 Partial Content",
                Body = file[request.From..],
                Length = file.Length - request.From,
                Headers = new Dictionary<string, string>(Tag(tag)) { ["Content-Range"] = $"bytes {request.From}-{file.Length - 1}/{file.Length}" },
            };
    }

    /// <summary>A status with a short body.</summary>
    public static Reply Code(string status, params (string Name, string Value)[] headers) =>
        new() { Status = status, Body = "no"u8.ToArray(), Length = 2, Headers = headers.ToDictionary(header => header.Name, header => header.Value) };

    /// <summary>The same answer, cut after so many bytes of its body.</summary>
    public Reply CutAfter(int bytes) => this with { Body = Body[..bytes] };

    private static Dictionary<string, string> Tag(string? tag) => tag is null ? [] : new() { ["ETag"] = tag };
}

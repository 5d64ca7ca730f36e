using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StyleForge.Queue;

/// <summary>The queue's own files, as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(string))]
internal sealed partial class QueueJson : JsonSerializerContext
{
    private static readonly QueueJson Compact = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Names stay readable; nobody pastes these files into web pages.
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<InboxKind>(JsonNamingPolicy.CamelCase), new JsonStringEnumConverter<JobState>(JsonNamingPolicy.CamelCase) },
    });

    /// <summary>A value on one line.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, typeof(T), Compact);

    /// <summary>A text with its quotes.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Compact.String);

    /// <summary>A value; null where the bytes are none, are absent, or were damaged.</summary>
    public static T? Read<T>(byte[]? bytes)
        where T : class
    {
        try
        {
            return bytes is null ? null : (T?)JsonSerializer.Deserialize(bytes, typeof(T), Compact);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

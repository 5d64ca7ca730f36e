using System.Text.Json;

namespace StyleForge.Engine.Jobs;

/// <summary>Reads JSON with comments and trailing commas into parts that know their lines.</summary>
internal static class JsonPartReader
{
    /// <summary>Reads one value that fills the whole text.</summary>
    /// <param name="utf8">Valid UTF-8 without a byte order mark.</param>
    /// <param name="maximumDepth">How deep lists and objects may lie in each other.</param>
    /// <exception cref="JsonException">The text is not JSON or too deep; line (from 0) and message say where and why.</exception>
    public static JsonPart Read(ReadOnlySpan<byte> utf8, int maximumDepth)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = maximumDepth + 1, // One more than allowed, so that the sentence about it is ours.
        });
        var lines = new LineCounter();
        reader.Read();
        var part = ReadValue(ref reader, ref lines, utf8, maximumDepth);
        reader.Read(); // Throws where something follows.
        return part;
    }

    /// <summary>True for text without a value: none at all, white space, comments.</summary>
    public static bool HoldsNothing(ReadOnlySpan<byte> utf8)
    {
        // With a value behind it, that one is the first only where the text has none.
        byte[] followed = [.. utf8, (byte)'\n', (byte)'0'];
        var reader = new Utf8JsonReader(followed, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        try
        {
            return reader.Read() && reader.TokenStartIndex > utf8.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonPart ReadValue(ref Utf8JsonReader reader, ref LineCounter lines, ReadOnlySpan<byte> utf8, int maximumDepth)
    {
        var line = lines.At(utf8, reader.TokenStartIndex);
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= maximumDepth)
        {
            throw new JsonException($"Lists and objects lie deeper in each other than {maximumDepth} levels.", null, line - 1, null);
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                var items = new List<JsonPart>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader, ref lines, utf8, maximumDepth));
                }

                return new JsonPart(JsonValueKind.Array, line, "", items, []);
            case JsonTokenType.StartObject:
                var members = new List<(string, int, JsonPart)>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var nameLine = lines.At(utf8, reader.TokenStartIndex);
                    var name = ReadText(ref reader, nameLine);
                    reader.Read();
                    members.Add((name, nameLine, ReadValue(ref reader, ref lines, utf8, maximumDepth)));
                }

                return new JsonPart(JsonValueKind.Object, line, "", [], members);
            case JsonTokenType.String:
                return new JsonPart(JsonValueKind.String, line, ReadText(ref reader, line), [], []);
            case JsonTokenType.Number:
                return new JsonPart(JsonValueKind.Number, line, System.Text.Encoding.UTF8.GetString(reader.ValueSpan), [], []);
            case JsonTokenType.True:
                return new JsonPart(JsonValueKind.True, line, "", [], []);
            case JsonTokenType.False:
                return new JsonPart(JsonValueKind.False, line, "", [], []);
            default:
                return new JsonPart(JsonValueKind.Null, line, "", [], []);
        }
    }

    private static string ReadText(ref Utf8JsonReader reader, int line)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A text holds half of a \\u pair.", null, line - 1, null, exception);
        }
    }

    // Tokens come in order, so each byte is looked at once.
    private struct LineCounter
    {
        private int _position;
        private int _line;

        public int At(ReadOnlySpan<byte> utf8, long position)
        {
            _line += utf8[_position..(int)position].Count((byte)'\n');
            _position = (int)position;
            return _line + 1;
        }
    }
}

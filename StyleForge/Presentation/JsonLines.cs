using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StyleForge.Engine.Objectives;
using StyleForge.Engine.Settings;

namespace StyleForge.Presentation;

/// <summary>Writes one JSON object a line.</summary>
/// <param name="output">Takes the lines; flushed after each, so that a reader can follow.</param>
internal sealed class JsonLines(TextWriter output)
{
    // Paths and sentences stay readable; the lines are read by JSON parsers, never pasted into web pages.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>Writes <c>{"event":…,"job":…, and what the caller adds}</c>.</summary>
    public void Write(string happened, string? job, Action<Utf8JsonWriter> addFields) => WriteText(Compact, json =>
    {
        json.WriteStartObject();
        json.WriteString("event", happened);
        if (job is not null)
        {
            json.WriteString("job", job);
        }

        addFields(json);
        json.WriteEndObject();
    });

    /// <summary>Writes one indented document: the answer of a command that gives a single answer.</summary>
    public void WriteDocument(Action<Utf8JsonWriter> write) => WriteText(Indented, write);

    /// <summary>Writes <c>"parts":{"content":…,"style relu1_1":…}</c>.</summary>
    public static void WriteParts(Utf8JsonWriter json, IReadOnlyList<LossPart> parts)
    {
        json.WriteStartObject("parts");
        foreach (var part in parts)
        {
            WriteFinite(json, part.Name, part.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a number, or null where it is not finite: JSON has no other number.</summary>
    public static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes the value of a setting as what it is: a number, a list of taps, a word, or null for no path.</summary>
    public static void WriteSetting(Utf8JsonWriter json, string field, string name, string text)
    {
        json.WritePropertyName(field);
        object? value = text;
        SettingCatalogue.Find(name)?.Parse(text, out value);
        SettingJson.WriteValue(json, value);
    }

    private void WriteText(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        output.Flush();
    }
}

using System.Text.Json;
using StyleForge.Presentation.Messages;

namespace StyleForge.Presentation;

/// <summary>Writes JSON for other programs.</summary>
/// <param name="output">Takes it; flushed after each message, so that a reader can follow.</param>
internal sealed class JsonLines(TextWriter output)
{
    /// <summary>Writes one object of a stream on a line of its own.</summary>
    public void Write<T>(T line)
        where T : JsonLine => Write(line, MessageJson.Compact);

    /// <summary>Writes one indented document: the answer of a command that gives a single answer.</summary>
    public void WriteDocument<T>(T answer) => Write(answer, MessageJson.Indented);

    private void Write<T>(T message, MessageJson context)
    {
        output.WriteLine(JsonSerializer.Serialize(message, typeof(T), context));
        output.Flush();
    }
}

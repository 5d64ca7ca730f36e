using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace StyleForge.Presentation;

/// <summary>What a service tells of, one line an entry: for people on a terminal, for other programs as JSON.</summary>
internal static class EventLines
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lines for people: <c>02:30:05 night: done, 3 pictures in 2 min 05 s</c>.</summary>
    /// <param name="environment">Where errors and progress go, and the clock on the wall.</param>
    public static Action<LogEntry> Text(HostEnvironment environment) => entry =>
    {
        var time = environment.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var line = $"{time} {(entry.Job is { } job ? $"{job}: " : "")}{entry.Message}{(entry.Exception is { } failure ? $": {failure}" : "")}";
        if (environment.Terminal is { } terminal && entry.Level >= LogLevel.Warning)
        {
            terminal.WriteLine(line, new Style(entry.Level == LogLevel.Warning ? Color.Yellow : Color.Red));
        }
        else
        {
            environment.Error.WriteLine(line);
        }
    };

    /// <summary>An object a line: time, level, event, message, and the values by their names.</summary>
    /// <param name="output">Takes the lines; flushed after each.</param>
    /// <param name="time">The clock on the wall.</param>
    public static Action<LogEntry> AsJson(TextWriter output, TimeProvider time) => entry =>
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Json))
        {
            json.WriteStartObject();
            json.WriteString("event", entry.Event ?? "log");
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", Word(entry.Level));
            foreach (var (name, value) in entry.Values)
            {
                switch (value)
                {
                    case int number:
                        json.WriteNumber(name, number);
                        break;
                    case not null:
                        json.WriteString(name, string.Create(CultureInfo.InvariantCulture, $"{value}"));
                        break;
                }
            }

            json.WriteString("message", entry.Message);
            if (entry.Exception is { } failure)
            {
                json.WriteString("exception", failure.ToString());
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(line.ToArray()));
        output.Flush();
    };

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}

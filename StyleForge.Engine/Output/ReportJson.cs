using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>
/// A report as JSON. The record inside a picture holds only what two runs of the same plan agree on, so that their files are
/// equal to the byte; the sidecar adds the course of the run and the clock.
/// </summary>
public static class ReportJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    /// <summary>The record that travels inside the picture. Paths are relative to the picture's folder.</summary>
    public static string Record(RunReport report) => Write(report, Compact, withRun: false);

    /// <summary>The sidecar: the record, every value of the objective, seconds, threads and the time of day.</summary>
    public static string Sidecar(RunReport report) => Write(report, Indented, withRun: true) + "\n";

    private static string Write(RunReport report, JsonWriterOptions options, bool withRun)
    {
        var folder = Path.GetDirectoryName(report.Plan.OutputPath)!;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("styleforge", report.Version);
            json.WriteString("features", report.Features);
            json.WriteString("weightsSha256", report.WeightsSha256);
            json.WriteString("backend", report.Backend);
            json.WriteNumber("vectorBits", report.VectorBits);
            json.WritePropertyName("plan");
            json.WriteRawValue(RenderPlanJson.Write(Relative(report.Plan, folder)));
            json.WriteStartObject("sha256");
            foreach (var (path, hash) in report.Hashes)
            {
                json.WriteString(Relative(path, folder), hash);
            }

            json.WriteEndObject();
            json.WriteStartObject("finalParts");
            foreach (var part in report.FinalParts)
            {
                json.WriteNumber(part.Name, part.Value);
            }

            json.WriteEndObject();
            if (withRun)
            {
                WriteRun(json, report);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteRun(Utf8JsonWriter json, RunReport report)
    {
        json.WriteNumber("seconds", Math.Round(report.Seconds, 3));
        json.WriteNumber("threads", report.Threads);
        WriteMemory(json, report);
        json.WriteString("finished", report.Finished.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("values");
        foreach (var level in report.Values)
        {
            json.WriteStartArray();
            foreach (var value in level)
            {
                if (double.IsFinite(value))
                {
                    json.WriteNumberValue(value);
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteMemory(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("memory");
        json.WriteNumber("allowedBytes", report.MemoryLimit);
        json.WriteStartArray("levels");
        foreach (var level in report.Memory)
        {
            json.WriteStartObject();
            json.WriteNumber("windows", level.Windows);
            json.WriteNumber("windowWidth", level.WindowWidth);
            json.WriteNumber("windowHeight", level.WindowHeight);
            json.WriteNumber("history", level.History);
            json.WriteNumber("predictedBytes", level.Bytes);
            json.WriteNumber("predictedTensorBytes", level.TensorBytes);
            json.WriteNumber("peakTensorBytes", level.PeakTensorBytes ?? 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Relative paths keep a shared picture from telling where its maker's home is, and equal where the folders moved together.
    private static RenderPlan Relative(RenderPlan plan, string folder) => plan with
    {
        JobFile = plan.JobFile is { } job ? Relative(job, folder) : null,
        ContentPath = Relative(plan.ContentPath, folder),
        OutputPath = Relative(plan.OutputPath, folder),
        Styles = [.. plan.Styles.Select(style => style with
        {
            Path = Relative(style.Path, folder),
            MaskPath = style.MaskPath is { } mask ? Relative(mask, folder) : null,
        })],
        Settings = plan.Settings with
        {
            WeightsFile = plan.Settings.WeightsFile is { } weights ? Relative(weights, folder) : null,
            StartImage = plan.Settings.StartImage is { } start ? Relative(start, folder) : null,
        },
    };

    private static string Relative(string path, string folder) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning;

namespace StyleForge.Engine.Output;

/// <summary>
/// A report as JSON. The record inside a picture holds only what two runs of the same plan agree on, so that their files are
/// equal to the byte; the sidecar adds the course of the run and the clock. Both are given away with the picture, so they name files and say
/// nothing of where these lie.
/// </summary>
public static class ReportJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    /// <summary>The field with the <see cref="PlanHash"/>.</summary>
    public const string PlanHashField = "planSha256";

    /// <summary>The record that travels inside the picture.</summary>
    public static string Record(RunReport report) => Write(report, Compact, withRun: false);

    /// <summary>The sidecar: the record, every value of the objective, seconds, threads and the time of day.</summary>
    public static string Sidecar(RunReport report) => Write(report, Indented, withRun: true) + "\n";

    private static string Write(RunReport report, JsonWriterOptions options, bool withRun)
    {
        var names = Names(report.Plan);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString(RecordFile.VersionField, report.Version);
            json.WriteString("features", report.Features);
            json.WriteString("weightsSha256", report.WeightsSha256);
            json.WriteString("backend", report.Backend);
            json.WriteNumber("vectorBits", report.VectorBits);
            json.WriteString(PlanHashField, PlanHash.Of(report.Plan, path => report.Hashes[path], report.WeightsSha256));
            json.WritePropertyName("plan");
            json.WriteRawValue(RenderPlanJson.Write(Named(report.Plan, names)));
            json.WriteStartObject("sha256");
            foreach (var (path, hash) in report.Hashes)
            {
                json.WriteString(names[path], hash);
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
        json.WriteString("finished", report.Finished.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
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

    // File names; where two files have the same one, the later ones in the plan's order get a number.
    private static Dictionary<string, string> Names(RenderPlan plan)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in plan.Inputs)
        {
            var name = Path.GetFileName(path);
            for (var number = 2; !names.ContainsKey(path) && !TryName(path, name); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} ({number})");
            }
        }

        return names;

        bool TryName(string path, string name) => !names.ContainsValue(name) && names.TryAdd(path, name);
    }

    private static RenderPlan Named(RenderPlan plan, Dictionary<string, string> names) => plan with
    {
        JobFile = Path.GetFileName(plan.JobFile),
        ContentPath = names[plan.ContentPath],
        OutputPath = Path.GetFileName(plan.OutputPath),
        Styles = [.. plan.Styles.Select(style => style with { Path = names[style.Path], MaskPath = style.MaskPath is { } mask ? names[mask] : null })],
        Settings = plan.Settings with
        {
            WeightsFile = Path.GetFileName(plan.Settings.WeightsFile),
            StartImage = plan.Settings.StartImage is { } start ? names[start] : null,
        },
    };
}

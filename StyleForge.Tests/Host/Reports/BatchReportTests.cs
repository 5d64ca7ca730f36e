using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Running;
using StyleForge.Reports;
using StyleForge.Tests.Host.EndToEnd;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Reports;

/// <summary>Batches that leave a report.</summary>
public sealed class BatchReportTests
{
    private const string Job = """{ "version": 1, "content": "../town.png", "styles": ["../wave.png"] }""";

    [Fact]
    public void Of_twenty_jobs_three_are_broken_and_their_reasons_are_read_first()
    {
        using var studio = new Studio();
        string Tiny(string more = "") => $$"""
            { "version": 1, "content": "../content.png", "styles": ["../style.png"], "size": 32, "minimumSize": 32, "firstIterations": 1, "margin": 0,
              "contentLayers": ["relu1_1"], "styleLayers": ["relu1_1"]{{more}} }
            """;
        for (var i = 1; i <= 17; i++)
        {
            studio.Write($"jobs/{i:00}.json", Tiny());
        }

        studio.Write("jobs/cut short.json", Tiny()[..60]);
        studio.Write("jobs/misspelt.json", Tiny().Replace("style.png", "stile.png", StringComparison.Ordinal));
        studio.Write("jobs/pale.json", Tiny(", \"gateContrast\": 0.5"));

        Assert.Equal(ExitCodes.JobFailed, studio.Run("batch", "jobs", "--report", "night"));

        Assert.Equal(17, studio.Files.Count(file => file.StartsWith("output/", StringComparison.Ordinal) && file.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Equal(["night/report.html", "night/report.json"], studio.Files.Where(file => file.StartsWith("night/", StringComparison.Ordinal)));
        var page = File.ReadAllText(studio.File("night/report.html"));
        var first = page[..page.IndexOf("<article", StringComparison.Ordinal)];
        Assert.Contains("<h1>17 pictures made, 3 failed</h1>", first, StringComparison.Ordinal);
        Assert.Contains("This is not valid JSON", first, StringComparison.Ordinal);
        Assert.Contains("stile.png", first, StringComparison.Ordinal);
        Assert.Contains("but must be 0.5 or more: nothing was written.", first, StringComparison.Ordinal);
        Assert.Equal(17, Regex.Count(page, "<article"));
        Assert.Equal(17, Regex.Count(page, "type=\"range\""));

        var document = JsonDocument.Parse(File.ReadAllText(studio.File("night/report.json"))).RootElement;
        Assert.Equal((17, 3), (document.GetProperty("made").GetInt32(), document.GetProperty("failed").GetInt32()));
        Assert.Equal(["cut short.json", "misspelt.json", "pale"], document.GetProperty("failures").EnumerateArray().Select(failure => failure.GetProperty("name").GetString()));
    }

    [Fact]
    public void A_sweep_has_a_contact_sheet_and_the_page_leads_there()
    {
        using var studio = new Studio();
        studio.Write("sweep.json", """
            { "version": 1, "content": "content.png", "styles": ["style.png"], "size": 32, "minimumSize": 32, "firstIterations": [1, 2, 3], "margin": 0,
              "contentLayers": ["relu1_1"], "styleLayers": ["relu1_1"] }
            """);

        Assert.True(studio.Run("batch", "sweep.json", "--report", "night") == 0, studio.Error);

        Assert.Equal("JPEG", ImageCodecs.Default.ReadHeader(studio.File("night/contact-sheet.jpg")).Format);
        Assert.Contains("href=\"contact-sheet.jpg\"", File.ReadAllText(studio.File("night/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_of_the_document_is_documented()
    {
        using var host = Host("a");
        host.Render = (plan, observer) => new BatchOutcome(plan, HostHarness.Report(plan) with { Quality = new(0, 0.1, 0.1, 0.1, 0.1, 0.1) }, null);
        host.Write("jobs/b.json", "{");

        Assert.Equal(ExitCodes.JobFailed, host.Run("batch", "jobs", "--report", "night"));

        var text = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "reports.md"));
        var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(host.WorkingDirectory, "night", "report.json"))).RootElement;
        Assert.Equal(1, document.GetProperty("version").GetInt32());
        Assert.All(Names(document), name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));

        static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Where(field => field.Name != "parts" && field.Name != "settings").SelectMany(field => Names(field.Value).Prepend(field.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
            _ => [],
        };
    }

    [Fact]
    public void An_interrupted_batch_reports_what_is_left_and_one_taken_up_again_what_was_there()
    {
        using var host = Host("a", "b", "c");
        host.Render = (plan, observer) =>
        {
            if (plan.Name == "a")
            {
                HostHarness.WriteFinished(plan);
                return HostHarness.Finish(plan, observer);
            }

            host.Interrupt();
            return new BatchOutcome(plan, null, null);
        };

        Assert.Equal(ExitCodes.Interrupted, host.Run("batch", "jobs", "--report", "night"));
        Assert.Equal(["b", "c"], Document(host).GetProperty("unfinished").EnumerateArray().Select(name => name.GetString()));

        host.Resume();
        host.Render = HostHarness.Finish;
        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--report", "night", "--no-overwrite"));
        Assert.Equal((2, 1, 0), (Document(host).GetProperty("made").GetInt32(), Document(host).GetProperty("kept").GetInt32(), Document(host).GetProperty("left").GetInt32()));
    }

    [Fact]
    public void Where_nothing_could_run_the_report_says_why_all_the_same()
    {
        using var host = Host();
        host.Write("jobs/a.json", "{");

        Assert.Equal(ExitCodes.Wrong, host.Run("batch", "jobs", "--report", "night"));
        Assert.Equal(1, Document(host).GetProperty("failed").GetInt32());
    }

    [Fact]
    public void A_dry_run_or_a_batch_that_is_not_asked_leaves_no_report()
    {
        using var host = Host("a");

        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--report", "night", "--dry-run"));
        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs"));

        Assert.DoesNotContain(Directory.EnumerateFiles(host.WorkingDirectory, "report.*", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_known_before_the_first_picture()
    {
        using var host = Host("a");
        host.Write("night", "a file");

        Assert.Equal(ExitCodes.Wrong, host.Run("batch", "jobs", "--report", "night"));

        Assert.Empty(host.Rendered);
        Assert.Contains($"--report is {Path.Combine(host.WorkingDirectory, "night")}, but no report can be written there: ", host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_cannot_be_written_takes_no_picture_with_it()
    {
        using var host = Host("a");
        host.Render = (plan, observer) =>
        {
            Directory.CreateDirectory(Path.Combine(host.WorkingDirectory, "night", ReportFolder.PageName));
            return HostHarness.Finish(plan, observer);
        };

        Assert.Equal(ExitCodes.Done, host.Run("batch", "jobs", "--report", "night"));

        Assert.StartsWith("There is no report: ", host.ErrorLines[^1], StringComparison.Ordinal);
        Assert.EndsWith("is a folder: name a file to write.", host.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_contact_sheet_without_a_report_is_refused()
    {
        using var host = Host("a");

        Assert.Equal(ExitCodes.Wrong, host.Run("batch", "jobs", "--contact-sheet"));
        Assert.Equal("--contact-sheet is part of a report: say where with --report FOLDER.", host.ErrorLines[0]);
        Assert.Empty(host.Rendered);
    }

    private static JsonElement Document(HostHarness host) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(host.WorkingDirectory, "night", ReportFolder.DocumentName))).RootElement;

    private static HostHarness Host(params string[] jobs)
    {
        var host = new HostHarness();
        host.WritePictures();
        foreach (var name in jobs)
        {
            host.Write(Path.Combine("jobs", $"{name}.json"), Job);
        }

        return host;
    }
}

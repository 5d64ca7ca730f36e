using System.Globalization;
using System.Text;
using System.Text.Json;
using StyleForge.Engine.Jobs;
using StyleForge.Engine.Settings;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Engine.Jobs;

/// <summary>
/// What is written about jobs is what the code does. After a change of the catalogue, run these tests once with
/// STYLEFORGE_UPDATE_DOCS=1: they then write the schema and the tables instead of comparing them.
/// </summary>
public class JobDocumentationTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("STYLEFORGE_UPDATE_DOCS") == "1";

    private static string Docs => Path.Combine(TestData.Repository, "docs");

    private static string Page => Path.Combine(Docs, "job-format.md");

    [Fact]
    public void The_published_schema_is_the_one_made_from_the_catalogue()
    {
        var path = Path.Combine(Docs, "job.schema.json");
        if (Update)
        {
            File.WriteAllText(path, JobSchema.Create());
        }

        Assert.Equal(JobSchema.Create(), File.ReadAllText(path));
    }

    [Fact]
    public void The_schema_knows_every_field_that_the_reader_knows()
    {
        using var schema = JsonDocument.Parse(JobSchema.Create());
        Assert.Equal(JobFields.AllNames, schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void The_tables_of_settings_and_presets_in_the_documentation_are_those_of_the_code()
    {
        var settings = new StringBuilder("| field | default | allowed | unit | meaning |\n|---|---|---|---|---|\n");
        foreach (var setting in SettingCatalogue.All)
        {
            var value = SettingDefinition.FormatValue(setting.Default);
            settings.Append(
                CultureInfo.InvariantCulture,
                $"| `{setting.Name}` | {(value.Length > 0 ? $"`{value}`" : "none")} | {setting.Allowed} | {setting.Unit} | {setting.Summary} |\n");
        }

        var presets = new StringBuilder("| preset | meaning | values |\n|---|---|---|\n");
        foreach (var preset in Presets.All)
        {
            var values = string.Join(", ", preset.Values.Select(value => $"`{value.Key}` {value.Value}"));
            presets.Append(CultureInfo.InvariantCulture, $"| `{preset.Name}` | {preset.Summary} | {values} |\n");
        }

        var page = File.ReadAllText(Page);
        var expected = Replace(Replace(page, "settings", settings.ToString()), "presets", presets.ToString());
        if (Update)
        {
            File.WriteAllText(Page, expected);
        }

        Assert.Equal(expected, File.ReadAllText(Page));
    }

    [Fact]
    public void Every_job_shown_in_the_documentation_is_read_without_problems()
    {
        foreach (var page in new[] { Page, Path.Combine(TestData.Repository, "jobs", "README.md") })
        {
            var jobs = File.ReadAllText(page).Split("```jsonc\n").Skip(1).Select(rest => rest.Split("```")[0]).ToList();
            Assert.NotEmpty(jobs);
            Assert.All(jobs, job => Assert.Empty(JobReader.Read(Encoding.UTF8.GetBytes(job), "/jobs/a.json", JobLimits.Default).Problems));
        }
    }

    private static string Replace(string page, string name, string table)
    {
        var start = $"<!-- {name}: made from the code -->\n";
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = page.IndexOf("<!-- end -->", from, StringComparison.Ordinal);
        Assert.True(from >= start.Length && to >= from, $"The page has no place for the table of {name}.");
        return page[..from] + table + page[to..];
    }
}

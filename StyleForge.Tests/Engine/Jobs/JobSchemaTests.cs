using System.Text;
using System.Text.Json;
using StyleForge.Engine.Jobs;

namespace StyleForge.Tests.Engine.Jobs;

public class JobSchemaTests
{
    // One of everything that JSON can say, near every bound of the catalogue.
    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "\"\"", "\"max\"", "\"relu1_1\"", "\"content\"", "\"file\"", "\"fine\"", "\"adam\"", "\"gatys\"", "\"zero\"", "\"auto\"", "\"a.png\"",
        "-1", "0", "0.00009", "0.0001", "0.5", "1", "1.01", "1.1", "2", "8", "12", "15", "16", "17", "100", "101", "1000", "1001", "65500", "65501", "100000", "100001",
        "1000000000", "1000000001", "9000000000000000000", "[1]", "[8, 16]", "[16, 16]", "[16, \"a\"]", "[\"max\", \"average\"]", "[\"relu1_1\", \"relu2_1\"]",
        "[[\"relu1_1\"], [\"relu2_1:0.5\"]]", "[[]]", "[null]", "[{}]",
    ];

    public static TheoryData<string> Names => [.. JobFields.AllNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_schema_and_the_reader_accept_the_same_values(string name)
    {
        using var schema = JsonDocument.Parse(JobSchema.Create());
        var accepted = 0;
        foreach (var value in Values)
        {
            var fields = new Dictionary<string, string> { ["version"] = "1", ["content"] = "\"a.png\"", ["styles"] = "[\"b.png\"]", [name] = value };
            var text = "{" + string.Join(',', fields.Select(field => $"\"{field.Key}\": {field.Value}")) + "}";
            using var job = JsonDocument.Parse(text);
            var read = JobReader.Read(Encoding.UTF8.GetBytes(text), "/jobs/a.json", JobLimits.Default).Problems.Count == 0;
            Assert.True(SchemaCheck.Accepts(schema.RootElement, job.RootElement) == read, $"{name}: {value}: the reader says {read}.");
            accepted += read ? 1 : 0;
        }

        Assert.InRange(accepted, 1, Values.Length - 1);
    }

    [Theory]
    [InlineData("{ \"image\": \"b\", \"weight\": 2, \"scale\": 0.5, \"mask\": \"m\" }", true)]
    [InlineData("{ \"image\": \"b\", \"inside\": \"faces\", \"outside\": [\"dog\", \"people\"] }", true)]
    [InlineData("{ \"image\": \"b\", \"inside\": \"dogs\" }", false)]
    [InlineData("{ \"image\": \"b\", \"outside\": [] }", false)]
    [InlineData("{ \"image\": \"b\", \"weight\": 0 }", false)]
    [InlineData("{ \"image\": \"b\", \"scale\": 21 }", false)]
    [InlineData("{ \"weight\": 2 }", false)]
    [InlineData("{ \"image\": \"b\", \"size\": 2 }", false)]
    [InlineData("3", false)]
    public void The_schema_and_the_reader_accept_the_same_styles(string style, bool accepted)
    {
        using var schema = JsonDocument.Parse(JobSchema.Create());
        foreach (var text in new[] { $"{{\"version\":1,\"content\":\"a\",\"styles\":[{style}]}}", $"{{\"version\":1,\"content\":\"a\",\"styles\":[[{style}]]}}" })
        {
            using var job = JsonDocument.Parse(text);
            Assert.Equal(accepted, SchemaCheck.Accepts(schema.RootElement, job.RootElement));
            Assert.Equal(accepted, JobReader.Read(Encoding.UTF8.GetBytes(text), "/jobs/a.json", JobLimits.Default).Problems.Count == 0);
        }
    }

    [Fact]
    public void A_field_that_is_missing_or_unknown_is_refused_by_both()
    {
        using var schema = JsonDocument.Parse(JobSchema.Create());
        foreach (var text in new[] { "{}", "[]", "{\"version\":1,\"content\":\"a\"}", "{\"version\":1,\"content\":\"a\",\"styles\":[\"b\"],\"x\":1}" })
        {
            using var job = JsonDocument.Parse(text);
            Assert.False(SchemaCheck.Accepts(schema.RootElement, job.RootElement));
            Assert.NotEmpty(JobReader.Read(Encoding.UTF8.GetBytes(text), "/jobs/a.json", JobLimits.Default).Problems);
        }
    }
}

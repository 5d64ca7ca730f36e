using System.Text.Json;
using System.Text.RegularExpressions;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host;

public sealed class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "command-line.md"));

    [Fact]
    public void Every_field_of_the_json_lines_is_documented_with_its_event()
    {
        var lines = File.ReadLines(Path.Combine(TestData.Repository, "StyleForge.Tests", "Host", "Expectations", "json-lines.txt"));
        foreach (var line in lines.Select(text => JsonDocument.Parse(text).RootElement))
        {
            var name = line.GetProperty("event").GetString();
            var row = Regex.Match(Page, $"^\\| `{name}` \\| (.*) \\|$", RegexOptions.Multiline).Groups[1].Value;
            Assert.All(line.EnumerateObject().Skip(1), field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_field_of_bench_is_documented()
    {
        using var host = new HostHarness();
        host.Run("bench", "--size", "32", "--iterations", "1", "--json");

        var row = Regex.Match(Page, "^\\| `bench` \\| (.*) \\|$", RegexOptions.Multiline).Groups[1].Value;
        var fields = JsonDocument.Parse(Assert.Single(host.OutputLines)).RootElement.EnumerateObject().Skip(1);
        Assert.All(fields, field => Assert.Contains($"`{field.Name}`", row, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_command_is_documented()
    {
        using var host = new HostHarness();
        host.Run("--help");

        var commands = Regex.Match(host.Output, "Commands:\n(.*?)\n\n", RegexOptions.Singleline).Groups[1].Value.Split('\n');
        Assert.True(commands.Length > 5, host.Output);
        Assert.All(commands, line => Assert.Contains($"`{line.Trim().Split(' ')[0]}", Page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ExitCodes.Done)]
    [InlineData(ExitCodes.JobFailed)]
    [InlineData(ExitCodes.Wrong)]
    [InlineData(ExitCodes.NothingToDo)]
    [InlineData(ExitCodes.Interrupted)]
    public void Every_exit_code_is_documented(int code) => Assert.Matches(new Regex($"^\\| {code} \\| ", RegexOptions.Multiline), Page);
}

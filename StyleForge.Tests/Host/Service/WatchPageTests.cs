using System.Net;
using System.Text.Json;
using StyleForge.Tests.Host.Web;

namespace StyleForge.Tests.Host.Service;

/// <summary>The live page beside the service, and over what a service has made.</summary>
public sealed class WatchPageTests : IDisposable
{
    private readonly WatchStudio _studio = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public WatchPageTests()
    {
        _studio.Host.Render = (plan, observer) =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(plan.OutputPath)!);
            File.WriteAllBytes(plan.OutputPath, LiveStudio.Picture());
            return HostHarness.Finish(plan, observer);
        };
    }

    public void Dispose()
    {
        _client.Dispose();
        _studio.Dispose();
    }

    [Fact]
    public async Task With_serve_the_page_shows_what_the_same_process_renders()
    {
        var render = _studio.Host.Render!;
        var (ready, picture, metrics) = (HttpStatusCode.Unused, HttpStatusCode.Unused, "");
        IReadOnlyDictionary<string, string> states = new Dictionary<string, string>();
        _studio.Host.Render = (plan, observer) =>
        {
            if (_studio.Host.Rendered.Count == 2)
            {
                var address = AddressOf("page");
                ready = Ask(address, "/health/ready").Status;
                var jobs = Jobs(address);
                states = jobs.ToDictionary(job => job.GetProperty("name").GetString()!, job => job.GetProperty("state").GetString()!);
                picture = Ask(address, $"/api/v1/jobs/{Id(jobs, "a")}/pictures/1").Status;
                metrics = Ask(address, "/metrics").Text;
                _studio.Host.Interrupt();
            }

            return render(plan, observer);
        };
        _studio.Drop("a.json", WatchStudio.Job.Replace("\"version\": 1", "\"version\": 1, \"priority\": 2", StringComparison.Ordinal));
        _studio.Drop("b.json");

        var code = await Task.Run(() => _studio.Host.Run("watch", "drop", "--output-root", "pictures", "--serve", "--listen", "127.0.0.1:0", "--json"));

        Assert.Equal((ExitCodes.Done, ""), (code, _studio.Host.Error));
        Assert.Equal(HttpStatusCode.OK, ready);
        Assert.Equal([("a", "done"), ("b", "working")], states.Select(state => (state.Key, state.Value)).Order());
        Assert.Equal(HttpStatusCode.OK, picture);
        Assert.Contains("styleforge_jobs_done_total", metrics, StringComparison.Ordinal);
        Assert.Contains("styleforge_queue_jobs", metrics, StringComparison.Ordinal);
        var last = AddressOf("page");
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(last));
    }

    [Fact]
    public async Task The_page_alone_shows_pictures_that_lie_outside_the_drop_folder()
    {
        _studio.Drop("a.json");
        Assert.Equal(ExitCodes.Done, _studio.Once("--output-root", "pictures"));
        var running = Task.Run(() => _studio.Host.Run("serve", "drop", "--output-root", "pictures", "--listen", "127.0.0.1:0", "--json"));
        while (!_studio.Host.Output.Contains('\n', StringComparison.Ordinal))
        {
            Assert.False(running.IsCompleted, _studio.Host.Error);
            await Task.Delay(10);
        }

        var address = AddressOf("serving");
        var shown = Ask(address, $"/api/v1/jobs/{Id(Jobs(address), "a")}/pictures/1").Status;
        _studio.Host.Interrupt();

        Assert.Equal(HttpStatusCode.OK, shown);
        Assert.Equal(ExitCodes.Done, await running.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("--listen", "127.0.0.1:0")]
    [InlineData("--host", "forge.example")]
    [InlineData("--token-file", "token.txt")]
    public void What_is_said_of_a_page_that_is_not_shown_is_refused(string option, string value)
    {
        Assert.Equal(ExitCodes.Wrong, _studio.Once(option, value));

        Assert.Equal([$"{option} is about the live page: add --serve, which shows it."], _studio.Host.ErrorLines);
    }

    [Fact]
    public void A_page_for_other_machines_needs_its_token_before_anything_is_rendered()
    {
        _studio.Drop("a.json");

        Assert.Equal(ExitCodes.Wrong, _studio.Once("--serve", "--listen", "0.0.0.0:0"));

        Assert.StartsWith("--listen is 0.0.0.0:0, which other machines can reach: give a token", Assert.Single(_studio.Host.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(_studio.Host.Rendered);
    }

    private static string Id(IEnumerable<JsonElement> jobs, string name) =>
        jobs.Single(job => job.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;

    private Uri AddressOf(string told) => new(_studio.Host.OutputLines.Select(line => JsonDocument.Parse(line).RootElement)
        .First(line => line.GetProperty("event").GetString() == told).GetProperty("url").GetString()!);

    private IReadOnlyList<JsonElement> Jobs(Uri address) => [.. JsonDocument.Parse(Ask(address, "/api/v1/jobs").Text).RootElement.EnumerateArray()];

    private (HttpStatusCode Status, string Text) Ask(Uri address, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        using var answer = _client.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return (answer.StatusCode, reader.ReadToEnd());
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Queue;

namespace StyleForge.Tests.Host.Web;

public sealed class JobApiTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_job_is_told_with_addresses_and_without_a_path()
    {
        await using var studio = await LiveStudio.OpenAsync();
        studio.Queue.Put(new QueuedJob("a 1", "town", JobState.Working, Noon)
        {
            Attempt = 2,
            Owner = "forge:17",
            Reach = new JobReach("town.png", 1, 3, 0.25, 90),
            Content = studio.WritePicture("working/a/town.png"),
            Preview = studio.WritePicture("working/a/preview.png"),
            Pictures = [studio.WritePicture("output/one.png")],
        });

        var job = Assert.Single((await studio.JsonAsync(HttpMethod.Get, "/api/v1/jobs")).EnumerateArray());

        Assert.Equal(job.GetRawText(), (await studio.JsonAsync(HttpMethod.Get, "/api/v1/jobs/a%201")).GetRawText());
        Assert.DoesNotContain(studio.Root, job.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("working", job.GetProperty("state").GetString());
        Assert.Equal(0.25, job.GetProperty("reach").GetProperty("fraction").GetDouble());
        Assert.Equal("/api/v1/jobs/a%201/content", job.GetProperty("content").GetString());
        Assert.StartsWith("/api/v1/jobs/a%201/preview?v=", job.GetProperty("preview").GetString(), StringComparison.Ordinal);
        var picture = Assert.Single(job.GetProperty("pictures").EnumerateArray());
        Assert.Equal("one.png", picture.GetProperty("name").GetString());
        foreach (var address in (string[])[picture.GetProperty("url").GetString()!, job.GetProperty("content").GetString()!, job.GetProperty("preview").GetString()!])
        {
            using var response = await studio.Client.GetAsync(address);
            Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(LiveStudio.Picture(), await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_submission_becomes_a_job_that_names_only_what_came_with_it()
    {
        await using var studio = await LiveStudio.OpenAsync();
        using var form = LiveStudio.Form(fileName: "../../etc/Old Town.jpeg");
        form.Add(new StringContent("0.75"), "styleStrength");
        form.Add(new StringContent("640"), "size");
        form.Add(new StringContent("fast"), "preset");

        using var response = await studio.Client.PostAsync("/api/v1/jobs", form);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        Assert.Equal($"/api/v1/jobs/{id}", response.Headers.Location?.OriginalString);
        var (submission, files) = Assert.Single(studio.Queue.Submissions);
        Assert.Equal("Old-Town-marbling", submission.Name);
        Assert.Matches("""^{"version":1,"content":"Old-Town.png","styles":\["marbling"\],"output":"Old-Town-marbling-\w{6}.png","preset":"fast","size":640,"styleStrength":0.75}$""", submission.JobJson);
        Assert.Equal(LiveStudio.Picture(), files["Old-Town.png"]);
        Assert.Equal("waiting", (await studio.JsonAsync(HttpMethod.Get, $"/api/v1/jobs/{id}")).GetProperty("state").GetString());
        Assert.Throws<DirectoryNotFoundException>(submission.Files["Old-Town.png"]); // What was sent does not lie about once the queue has it.
    }

    [Fact]
    public async Task A_style_of_ones_own_comes_with_the_picture_even_by_the_same_name()
    {
        await using var studio = await LiveStudio.OpenAsync();
        using var form = LiveStudio.Form(style: null);
        form.Add(new ByteArrayContent(LiveStudio.Picture(grey: 7, ending: ".jpg")), "style", "TOWN.PNG");

        await studio.JsonAsync(HttpMethod.Post, "/api/v1/jobs", HttpStatusCode.Created, form);

        var (submission, files) = Assert.Single(studio.Queue.Submissions);
        Assert.Matches("""^{"version":1,"content":"town.png","styles":\["TOWN-style.jpg"\],"output":"town-TOWN-style-\w{6}.png"}$""", submission.JobJson);
        Assert.Equal(["TOWN-style.jpg", "town.png"], files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Jobs_are_cancelled_tried_again_and_the_queue_paused()
    {
        await using var studio = await LiveStudio.OpenAsync();
        studio.Queue.Put(new QueuedJob("a", "a", JobState.Waiting, Noon));
        studio.Queue.Put(new QueuedJob("b", "b", JobState.Failed, Noon) { Reason = "The disk is full." });
        studio.Queue.Put(new QueuedJob("c", "c", JobState.Done, Noon));

        await studio.JsonAsync(HttpMethod.Post, "/api/v1/jobs/a/cancel", HttpStatusCode.NoContent);
        Assert.Equal("""{"paused":false,"waiting":0,"working":0,"done":1,"failed":2}""", (await studio.JsonAsync(HttpMethod.Get, "/api/v1/queue")).GetRawText());
        await studio.JsonAsync(HttpMethod.Post, "/api/v1/jobs/b/retry", HttpStatusCode.NoContent);
        Assert.Equal("a", Assert.Single((await studio.JsonAsync(HttpMethod.Get, "/api/v1/jobs?state=failed")).EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(1, (await studio.JsonAsync(HttpMethod.Post, "/api/v1/queue/retry-failed")).GetProperty("jobs").GetInt32());
        Assert.Equal(2, studio.Queue.Jobs.Count(job => job.State == JobState.Waiting));
        Assert.True((await studio.JsonAsync(HttpMethod.Put, "/api/v1/queue", body: JsonContent.Create(new { paused = true }))).GetProperty("paused").GetBoolean());
        Assert.True(await studio.Queue.IsPausedAsync(CancellationToken.None));

        Assert.StartsWith("The job has not failed", await studio.RefusalAsync(new(HttpMethod.Post, "/api/v1/jobs/c/retry"), HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.StartsWith("The job has ended already", await studio.RefusalAsync(new(HttpMethod.Post, "/api/v1/jobs/c/cancel"), HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.StartsWith("paused is missing", await studio.RefusalAsync(new(HttpMethod.Put, "/api/v1/queue") { Content = JsonContent.Create(new { }) }, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        await studio.RefusalAsync(new(HttpMethod.Post, "/api/v1/jobs/..%2F..%2Fa/cancel"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pictures_are_made_smaller_saved_and_not_sent_twice()
    {
        await using var studio = await LiveStudio.OpenAsync();
        var path = Path.Combine(studio.Root, "large.png");
        await File.WriteAllBytesAsync(path, LiveStudio.Picture(900, 300));
        studio.Queue.Put(new QueuedJob("a", "a", JobState.Done, Noon) { Pictures = [path] });

        var smaller = await studio.Client.GetByteArrayAsync(new Uri("/api/v1/jobs/a/pictures/1?side=300", UriKind.Relative));
        var header = ImageCodecs.Default.Recognise(smaller)!.ReadHeader(smaller, ImageLimits.Default);
        Assert.Equal((320, 107), (header.Width, header.Height));

        foreach (var query in (string[])["", "?side=300"])
        {
            using var first = await studio.Client.GetAsync($"/api/v1/jobs/a/pictures/1{query}");
            using var second = await studio.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/jobs/a/pictures/1{query}") { Headers = { IfNoneMatch = { first.Headers.ETag! } } });
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }

        using var saved = await studio.Client.GetAsync("/api/v1/jobs/a/pictures/1?download=true");
        Assert.Equal(new ContentDispositionHeaderValue("attachment") { FileName = "large.png", FileNameStar = "large.png" }, saved.Content.Headers.ContentDisposition);
        Assert.Contains("from 16 to 2048", await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/jobs/a/pictures/1?side=100000"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/jobs/a/pictures/2"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_choices_are_those_of_the_engine_and_every_bundled_style_has_its_picture()
    {
        await using var studio = await LiveStudio.OpenAsync();

        var choices = await studio.JsonAsync(HttpMethod.Get, "/api/v1/choices");
        var styles = (await studio.JsonAsync(HttpMethod.Get, "/api/v1/styles")).EnumerateArray().ToList();

        Assert.Equal(["default", "fast", "fine"], choices.GetProperty("presets").EnumerateArray().Select(preset => preset.GetProperty("name").GetString()));
        Assert.Equal(512, choices.GetProperty("size").GetProperty("default").GetInt32());
        Assert.Equal(12, styles.Count);
        using var picture = await studio.Client.GetAsync(styles[0].GetProperty("url").GetString() + "?side=160");
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/styles/..%2fREADME/picture"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Events_tell_everything_at_first_then_what_changes_and_end_when_the_page_stops()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Heartbeat = TimeSpan.FromMilliseconds(50) });
        var working = new QueuedJob("a", "a", JobState.Working, Noon) { Reach = new JobReach("a.png", 1, 1, 0.1, null) };
        studio.Queue.Put(working);
        studio.Queue.Put(new QueuedJob("b", "b", JobState.Waiting, Noon));
        using var response = await studio.Client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);

        var first = await NextAsync("change");
        Assert.Equal(["a", "b"], Ids(first.GetProperty("changed").EnumerateArray().Select(job => job.GetProperty("id"))));

        studio.Queue.Put(working with { Reach = working.Reach! with { Fraction = 0.2 } });
        var second = await NextAsync("change");
        Assert.Equal(0.2, Assert.Single(second.GetProperty("changed").EnumerateArray()).GetProperty("reach").GetProperty("fraction").GetDouble());
        Assert.Equal(["a", "b"], Ids(second.GetProperty("order").EnumerateArray()));

        await studio.Queue.SetPausedAsync(true, CancellationToken.None);
        Assert.True((await NextAsync("change")).GetProperty("paused").GetBoolean());
        await LineAsync("event: heartbeat");

        await studio.StopAsync().WaitAsync(TimeSpan.FromSeconds(3));
        while (await reader.ReadLineAsync() is not null)
        {
        }

        async Task LineAsync(string wanted)
        {
            string? line;
            do
            {
                line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5));
                Assert.True(line is not null, $"The stream ended without '{wanted}'.");
            }
            while (line != wanted);
        }

        async Task<JsonElement> NextAsync(string kind)
        {
            await LineAsync($"event: {kind}");
            return JsonDocument.Parse((await reader.ReadLineAsync())!["data: ".Length..]).RootElement;
        }

        static IEnumerable<string?> Ids(IEnumerable<JsonElement> ids) => ids.Select(id => id.GetString());
    }

    [Fact]
    public async Task Health_metrics_and_the_document_are_where_programs_look_for_them()
    {
        await using var studio = await LiveStudio.OpenAsync();
        studio.Queue.Put(new QueuedJob("a", "a", JobState.Failed, Noon));

        Assert.Equal("live\n", await studio.Client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        Assert.Equal("ready\n", await studio.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        var metrics = await studio.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("service_name=\"StyleForge\"", metrics, StringComparison.Ordinal);
        Assert.Contains("styleforge_queue_jobs{", metrics, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", metrics, StringComparison.Ordinal);
        var document = await studio.JsonAsync(HttpMethod.Get, "/openapi/v1.json");
        Assert.Equal(
            [
                "/api/v1/choices", "/api/v1/events", "/api/v1/jobs", "/api/v1/jobs/{id}", "/api/v1/jobs/{id}/cancel", "/api/v1/jobs/{id}/content", "/api/v1/jobs/{id}/pictures/{number}",
                "/api/v1/jobs/{id}/preview", "/api/v1/jobs/{id}/retry", "/api/v1/queue", "/api/v1/queue/retry-failed", "/api/v1/styles", "/api/v1/styles/{name}/picture", "/health/live", "/health/ready",
            ],
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_is_away_is_one_sentence_and_a_word_to_whoever_runs_the_page()
    {
        await using var studio = await LiveStudio.OpenAsync();
        studio.Queue.Failure = new IOException("The share is away.");

        var sentence = await studio.RefusalAsync(new(HttpMethod.Get, "/health/ready"), HttpStatusCode.ServiceUnavailable);
        await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/events"), HttpStatusCode.ServiceUnavailable);

        Assert.StartsWith("The disk of the queue cannot be used", sentence, StringComparison.Ordinal);
        Assert.Contains("The share is away.", studio.Told[0], StringComparison.Ordinal);
        studio.Queue.Failure = null;
        Assert.Equal("ready\n", await studio.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
    }
}

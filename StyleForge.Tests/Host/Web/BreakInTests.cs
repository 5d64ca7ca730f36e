using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using StyleForge.Queue;
using StyleForge.Web;

namespace StyleForge.Tests.Host.Web;

/// <summary>Tries to get in, to get out with more than is shown, and to bring the page down.</summary>
public sealed class BreakInTests
{
    private const string Word = "correct-horse-battery-staple";

    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, HttpStatusCode> Headers => new()
    {
        { "Host", "evil.example", HttpStatusCode.MisdirectedRequest },
        { "Host", "127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest },
        { "Host", "192.168.1.1", HttpStatusCode.MisdirectedRequest },
        { "Origin", "http://evil.example", HttpStatusCode.Forbidden },
        { "Origin", "null", HttpStatusCode.Forbidden },
        { "Origin", "http://localhost:1", HttpStatusCode.Forbidden },
        { "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden },
        { "Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_page_elsewhere_changes_nothing(string header, string value, HttpStatusCode status)
    {
        await using var studio = await LiveStudio.OpenAsync();
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/queue") { Content = JsonContent.Create(new { paused = true }) };
        request.Headers.TryAddWithoutValidation(header, value);

        await studio.RefusalAsync(request, status);

        Assert.False(await studio.Queue.IsPausedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_foreign_name_reads_nothing_either_and_names_of_its_own_do()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Hosts = ["forge.example"], Token = AccessToken.Of(Word, "the test") });

        foreach (var (host, status) in ((string, HttpStatusCode)[])
            [("evil.example", HttpStatusCode.MisdirectedRequest), ("forge.example", HttpStatusCode.OK), ("FORGE.example:8443", HttpStatusCode.OK), ("localhost", HttpStatusCode.OK), ("[::1]:1", HttpStatusCode.OK)])
        {
            using var response = await studio.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = host } });
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Every_answer_forbids_what_a_page_does_not_need_and_allows_no_page_elsewhere()
    {
        await using var studio = await LiveStudio.OpenAsync();
        foreach (var path in (string[])["/", "/live.js", "/api/v1/jobs", "/nowhere"])
        {
            using var response = await studio.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "http://evil.example" } } });
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase) || header.Key == "Server");
        }
    }

    [Fact]
    public async Task Without_the_token_only_the_login_and_the_health_are_there()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Token = AccessToken.Of(Word, "the test") });

        foreach (var path in (string[])["/api/v1/jobs", "/api/v1/events", "/api/v1/jobs/a/pictures/1", "/api/v1/styles", "/metrics", "/openapi/v1.json", "/live.js", $"/api/v1/jobs?token={Word}"])
        {
            await studio.RefusalAsync(new(HttpMethod.Get, path), HttpStatusCode.Unauthorized);
        }

        await studio.RefusalAsync(new(HttpMethod.Post, "/api/v1/queue/retry-failed"), HttpStatusCode.Unauthorized);
        await studio.RefusalAsync(Bearer(HttpMethod.Get, "/api/v1/jobs", Word + "r"), HttpStatusCode.Unauthorized);
        await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/jobs") { Headers = { { "Cookie", $"{RequestGuard.Cookie}=9999999999.{new string('0', 64)}" } } }, HttpStatusCode.Unauthorized);
        using var page = await studio.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.Redirect, "/login"), (page.StatusCode, page.Headers.Location?.OriginalString));
        foreach (var request in (HttpRequestMessage[])[Bearer(HttpMethod.Get, "/api/v1/jobs", Word), new(HttpMethod.Get, "/login"), new(HttpMethod.Get, "/health/live")])
        {
            using var response = await studio.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_login_gives_a_cookie_that_no_script_reads_and_no_other_page_sends_and_that_ends()
    {
        var time = new ManualTime();
        await using var studio = await LiveStudio.OpenAsync(options => options with { Token = AccessToken.Of(Word, "the test"), Time = time, Refresh = TimeSpan.Zero });
        using var wrong = await LogInAsync("correct-horse-battery-stapler");
        Assert.Equal(("/login#wrong", false), (wrong.Headers.Location?.OriginalString, wrong.Headers.Contains("Set-Cookie")));

        using var right = await LogInAsync(Word);

        var cookie = Assert.Single(right.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Word, cookie, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (right.StatusCode, right.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, await WithCookieAsync());
        time.Advance(AccessToken.SessionLength);
        Assert.Equal(HttpStatusCode.Unauthorized, await WithCookieAsync());

        Task<HttpResponseMessage> LogInAsync(string word) => studio.Client.PostAsync("/login", new FormUrlEncodedContent([new("token", word)]));
        async Task<HttpStatusCode> WithCookieAsync()
        {
            using var response = await studio.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs") { Headers = { { "Cookie", cookie.Split(';')[0] } } });
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Guessing_tokens_comes_to_an_end()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Token = AccessToken.Of(Word, "the test"), WrongTokensAMinute = 2 });
        await studio.RefusalAsync(Bearer(HttpMethod.Get, "/api/v1/jobs", "guess-1-guess-1-guess"), HttpStatusCode.Unauthorized);
        await studio.RefusalAsync(Bearer(HttpMethod.Get, "/api/v1/jobs", "guess-2-guess-2-guess"), HttpStatusCode.Unauthorized);

        Assert.StartsWith("There were too many wrong tokens", await studio.RefusalAsync(Bearer(HttpMethod.Get, "/api/v1/jobs", "guess-3-guess-3-guess"), HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_pictures_below_the_folder_are_shown_whatever_the_queue_names()
    {
        await using var studio = await LiveStudio.OpenAsync();
        var secret = Path.Combine(studio.Outside, "secret.png");
        await File.WriteAllBytesAsync(secret, LiveStudio.Picture());
        var page = Path.Combine(studio.Root, "page.png");
        await File.WriteAllTextAsync(page, "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        var link = Path.Combine(studio.Root, "link.png");
        File.CreateSymbolicLink(link, secret);
        var folder = Path.Combine(studio.Root, "folder");
        Directory.CreateSymbolicLink(folder, studio.Outside);
        studio.Queue.Put(new QueuedJob("a", "a", JobState.Done, Noon)
        {
            Pictures = [secret, link, Path.Combine(folder, "secret.png"), Path.Combine(studio.Root, "..", "..", "home", "secret.png"), page, studio.Root, Path.Combine(studio.Root, "absent.png")],
            Content = secret,
        });

        for (var number = 0; number <= 7; number++)
        {
            await studio.RefusalAsync(new(HttpMethod.Get, $"/api/v1/jobs/a/pictures/{number}"), HttpStatusCode.NotFound);
            await studio.RefusalAsync(new(HttpMethod.Get, $"/api/v1/jobs/a/pictures/{number}?side=160"), HttpStatusCode.NotFound);
        }

        await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/jobs/a/content"), HttpStatusCode.NotFound);
        Assert.Null((await studio.JsonAsync(HttpMethod.Get, "/api/v1/jobs/a")).GetProperty("content").GetString());
    }

    [Fact]
    public async Task What_no_browser_shows_as_a_picture_is_only_saved()
    {
        await using var studio = await LiveStudio.OpenAsync();
        var path = Path.Combine(studio.Root, "scan.png");
        await File.WriteAllBytesAsync(path, LiveStudio.Picture(ending: ".tif"));
        studio.Queue.Put(new QueuedJob("a", "a", JobState.Done, Noon) { Pictures = [path] });

        using var response = await studio.Client.GetAsync("/api/v1/jobs/a/pictures/1");

        Assert.Equal(("application/octet-stream", "attachment"), (response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentDisposition?.DispositionType));
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd.png")]
    [InlineData(@"C:\Windows\System32\config.png", "config.png")]
    [InlineData("con.png", "content-con.png")]
    [InlineData("LPT1.tar.png", "content-LPT1.tar.png")]
    [InlineData(".hidden.png", "hidden.png")]
    [InlineData("...", "content.png")]
    [InlineData("-rf.png", "rf.png")]
    [InlineData("gpj.\u202Egnp.exe", "gpj.gnp.png")]
    [InlineData("a\u0000\u0007b\n.png", "ab.png")]
    [InlineData("Z\u0075\u0308rich.png", "Zurich.png")]
    [InlineData("Zürich.png", "Zürich.png")]
    [InlineData("a<b>:\"|?*c d.png", "a-b------c-d.png")]
    [InlineData("😀.png", "content.png")]
    [InlineData("town.png.html", "town.png.png")]
    public void A_name_is_cut_down_to_what_is_one_file_everywhere(string sent, string kept) => Assert.Equal(kept, UploadNames.StemOf(sent, "content") + ".png");

    [Fact]
    public void A_long_name_is_cut_and_none_at_all_replaced()
    {
        Assert.Equal(new string('x', 60), UploadNames.StemOf(new string('x', 5000) + ".png", "content"));
        Assert.Equal("content", UploadNames.StemOf(null, "content"));
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script></html>", "town.png")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "town.svg")]
    [InlineData("MZ\u0090\u0000 a program", "town.jpg")]
    [InlineData("", "town.png")]
    public async Task What_is_no_picture_by_its_bytes_is_refused_whatever_its_name(string bytes, string name)
    {
        await using var studio = await LiveStudio.OpenAsync();

        var sentence = await studio.RefusedFormAsync(LiveStudio.Form(Encoding.Latin1.GetBytes(bytes), name), HttpStatusCode.UnprocessableEntity);

        Assert.StartsWith("The picture of content ", sentence, StringComparison.Ordinal);
        Assert.Empty(studio.Queue.Submissions);
    }

    [Fact]
    public async Task Pictures_beyond_the_limits_are_refused_before_memory_is_taken_for_them()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Uploads = new UploadLimits(FileBytes: 20_000, Pixels: 10_000) });

        Assert.Contains("at most 10000 are allowed", await studio.RefusedFormAsync(LiveStudio.Form(LiveStudio.Picture(101, 100)), HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("more than 20000 bytes", await studio.RefusedFormAsync(LiveStudio.Form(new byte[20_001]), HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Contains("The request is too large", await studio.RefusedFormAsync(LiveStudio.Form(new byte[200_000]), HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Empty(studio.Queue.Submissions);
    }

    [Theory]
    [InlineData("style", "/etc/passwd", "There is no bundled style of that name")]
    [InlineData("style", "../styles/marbling", "There is no bundled style of that name")]
    [InlineData("style", "", "The submission has no style")]
    [InlineData("weightsFile", "/etc/passwd", "A submission has the parts content, style, preset, size and styleStrength")]
    [InlineData("output", "/tmp/x.png", "A submission has the parts content, style, preset, size and styleStrength")]
    [InlineData("size", "1e99", "size is 1e99, but must be")]
    [InlineData("styleStrength", "NaN", "styleStrength is \"NaN\", but must be")]
    [InlineData("preset", "nonsense", "preset is \"nonsense\", but must be")]
    public async Task A_submission_says_nothing_but_what_it_may(string part, string value, string sentence)
    {
        await using var studio = await LiveStudio.OpenAsync();
        var form = LiveStudio.Form(style: part == "style" ? value : "marbling");
        if (part != "style")
        {
            form.Add(new StringContent(value), part);
        }

        Assert.StartsWith(sentence, await studio.RefusedFormAsync(form), StringComparison.Ordinal);
        Assert.Empty(studio.Queue.Submissions);
    }

    [Fact]
    public async Task What_is_no_whole_form_is_refused_and_leaves_nothing_behind()
    {
        await using var studio = await LiveStudio.OpenAsync();
        var twice = LiveStudio.Form();
        twice.Add(new ByteArrayContent(LiveStudio.Picture()), "content", "other.png");
        var cut = new ByteArrayContent(Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a.png\"\r\n\r\nabc"));
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        var boundless = new StringContent("x");
        boundless.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data");

        await studio.RefusedFormAsync(twice);
        await studio.RefusedFormAsync(cut);
        await studio.RefusedFormAsync(boundless);
        await studio.RefusedFormAsync(JsonContent.Create(new { content = "/etc/passwd" }), HttpStatusCode.UnsupportedMediaType);
        await studio.RefusedFormAsync(new MultipartFormDataContent { { new StringContent("marbling"), "style" } });
        Assert.Empty(studio.Queue.Submissions);
        Assert.Empty(studio.Told);
    }

    [Fact]
    public async Task Too_many_submissions_and_too_long_a_queue_are_refused_for_a_while()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Uploads = new UploadLimits(AMinute: 3, Waiting: 1), Refresh = TimeSpan.Zero });

        await studio.JsonAsync(HttpMethod.Post, "/api/v1/jobs", HttpStatusCode.Created, LiveStudio.Form());
        Assert.StartsWith("1 jobs wait already", await studio.RefusedFormAsync(LiveStudio.Form(), HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
        await studio.RefusedFormAsync(LiveStudio.Form(), HttpStatusCode.TooManyRequests);
        Assert.StartsWith("More than 3 submissions", await studio.RefusedFormAsync(LiveStudio.Form(), HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_json_wrong_methods_and_addresses_that_are_none_get_one_sentence()
    {
        await using var studio = await LiveStudio.OpenAsync();
        var deep = new StringContent("{\"paused\":" + string.Concat(Enumerable.Repeat("[", 5000)), Encoding.UTF8, "application/json");

        await studio.RefusalAsync(new(HttpMethod.Put, "/api/v1/queue") { Content = deep }, HttpStatusCode.BadRequest);
        await studio.RefusalAsync(new(HttpMethod.Delete, "/api/v1/queue"), HttpStatusCode.MethodNotAllowed);
        await studio.RefusalAsync(new(HttpMethod.Get, "/../../etc/passwd"), HttpStatusCode.NotFound);
        await studio.RefusalAsync(new(HttpMethod.Get, "/api/v1/jobs?state=nonsense"), HttpStatusCode.BadRequest);
        await studio.RefusalAsync(new(HttpMethod.Put, "/api/v1/queue") { Content = new ByteArrayContent(new byte[100_000]) { Headers = { ContentType = new("application/json") } } }, HttpStatusCode.RequestEntityTooLarge);
        Assert.Empty(studio.Told);
    }

    [Fact]
    public async Task A_request_line_with_tricks_does_not_get_past_the_names()
    {
        await using var studio = await LiveStudio.OpenAsync();
        foreach (var request in (string[])["GET http://evil.example/api/v1/jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n", "GET /api/v1/jobs HTTP/1.0\r\n\r\n", "GET /api/v1/jobs HTTP/1.1\r\n\r\n"])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, studio.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            var answer = new byte[64];
            var length = await client.GetStream().ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false);
            Assert.Matches("^HTTP/1.1 4(00|21)", Encoding.ASCII.GetString(answer, 0, length));
        }
    }

    private static HttpRequestMessage Bearer(HttpMethod method, string path, string word) => new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", word) } };
}

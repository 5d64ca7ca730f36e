using System.Net;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Hosting;
using StyleForge.Queue;
using StyleForge.Tests.TestKit;
using StyleForge.Web;

namespace StyleForge.Tests.Host.Web;

/// <summary>A live page on a free port of this machine, over a queue in memory and a folder of its own.</summary>
internal sealed class LiveStudio : IAsyncDisposable
{
    private readonly HostHarness _host = new();

    private LiveStudio()
    {
        Root = Directory.CreateDirectory(Path.Combine(_host.WorkingDirectory, "queue")).FullName;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    }

    /// <summary>The queue's folder.</summary>
    public string Root { get; }

    /// <summary>A folder beside it, which is nobody's business.</summary>
    public string Outside => _host.HomeFolder;

    public FakeQueue Queue { get; } = new();

    public HttpClient Client { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>What the page said of errors of its own.</summary>
    public List<string> Told { get; } = [];

    private LivePage? Page { get; set; }

    /// <summary>Starts the page.</summary>
    /// <param name="change">Changes how it is served, or null.</param>
    public static async Task<LiveStudio> OpenAsync(Func<LiveOptions, LiveOptions>? change = null)
    {
        var studio = new LiveStudio();
        var options = new LiveOptions(new IPEndPoint(IPAddress.Loopback, 0), [studio.Root]) { Refresh = TimeSpan.FromMilliseconds(20), Tell = studio.Told.Add };
        studio.Page = await LivePage.StartAsync(change?.Invoke(options) ?? options, studio.Queue, studio.Styles(), CancellationToken.None);
        studio.Address = studio.Page.Address;
        studio.Client.BaseAddress = studio.Address;
        return studio;
    }

    /// <summary>The bundled styles of the repository.</summary>
    public StyleLibrary Styles() => new(_host.Environment() with { ApplicationFolder = TestData.Repository });

    /// <summary>Ends the page before the test ends.</summary>
    public async Task StopAsync()
    {
        await Page!.DisposeAsync();
        Page = null;
    }

    /// <summary>Copies a file into the queue's folder, and gives its absolute path.</summary>
    public string Copy(string file, string name)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(file, path, overwrite: true);
        return path;
    }

    /// <summary>Writes a small picture into the queue's folder, and gives its absolute path.</summary>
    public string WritePicture(string name, byte grey = 128)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Picture(grey: grey));
        return path;
    }

    /// <summary>Puts the example jobs into the queue: three done, one at work, one that waits, one that failed. Their pictures are cut out of the sheet that the read me shows.</summary>
    public void HangExamples()
    {
        var sheet = ImageCodecs.Default.Read(Path.Combine(TestData.Repository, "docs", "images", "examples.jpg"));
        string Content(string scene) => Copy(Path.Combine(TestData.Repository, "jobs", "examples", "content", $"{scene}.jpg"), $"content/{scene}.jpg");
        string Cut(string name, int left, int top)
        {
            var (width, height) = (366, 240);
            var cut = new ImageData(width, height, sheet.PixelFormat, 8);
            for (var y = 0; y < height; y++)
            {
                sheet.Samples.AsSpan((((top + y) * sheet.Width) + left) * 3, width * 3).CopyTo(cut.Samples.AsSpan(y * width * 3));
            }

            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Root, "output")).FullName, $"{name}.png");
            ImageCodecs.Default.Write(path, cut);
            return path;
        }

        var noon = DateTimeOffset.UnixEpoch.AddDays(20_000);
        Queue.Put(new QueuedJob("1", "stained-glass-lake", JobState.Working, noon)
        {
            Attempt = 1,
            Reach = new JobReach("stained-glass-lake.png", 1, 1, 0.64, 47),
            Content = Content("mountain-lake"),
            Preview = Cut("stained-glass-lake", 187, 252),
        });
        Queue.Put(new QueuedJob("2", "lighthouse-sumi-ink", JobState.Waiting, noon) { Content = Content("lighthouse") });
        Queue.Put(new QueuedJob("3", "market-batik", JobState.Failed, noon) { Reason = "content: market.jpg is truncated: copy it again from where it came." });
        Queue.Put(new QueuedJob("4", "chalk-castle", JobState.Done, noon) { Content = Content("castle"), Pictures = [Cut("chalk-castle", 187, 4)] });
        Queue.Put(new QueuedJob("5", "woodcut-lighthouse", JobState.Done, noon) { Content = Content("lighthouse"), Pictures = [Cut("woodcut-lighthouse", 743, 4)] });
        Queue.Put(new QueuedJob("6", "marbled-still-life", JobState.Done, noon) { Content = Content("still-life"), Pictures = [Cut("marbled-still-life", 743, 252)] });
    }

    /// <summary>A picture file of one grey.</summary>
    public static byte[] Picture(int width = 48, int height = 32, string ending = ".png", byte grey = 128)
    {
        var samples = new byte[width * height * 3];
        Array.Fill(samples, grey);
        using var stream = new MemoryStream();
        ImageCodecs.Default.ForExtension(ending)!.Encode(new ImageData(width, height, PixelFormat.Rgb, 8, samples), stream, EncodeOptions.Default);
        return stream.ToArray();
    }

    /// <summary>A submission of a picture with a bundled style.</summary>
    public static MultipartFormDataContent Form(byte[]? content = null, string fileName = "town.png", string? style = "marbling")
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(content ?? Picture()), "content", fileName } };
        if (style is not null)
        {
            form.Add(new StringContent(style), "style");
        }

        return form;
    }

    /// <summary>Asks, expects a status, and gives the answer's JSON.</summary>
    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, HttpStatusCode status = HttpStatusCode.OK, HttpContent? body = null)
    {
        using var response = await Client.SendAsync(new HttpRequestMessage(method, path) { Content = body });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{method} {path} gave {(int)response.StatusCode}: {text}");
        return text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    /// <summary>Asks, expects a refusal, and gives its sentence.</summary>
    public async Task<string> RefusalAsync(HttpRequestMessage request, HttpStatusCode status)
    {
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{request.Method} {request.RequestUri} gave {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var sentence = JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!;
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(Root, sentence, StringComparison.Ordinal);
        return sentence;
    }

    /// <summary>Submits, expects a refusal, and gives its sentence.</summary>
    public Task<string> RefusedFormAsync(HttpContent form, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        RefusalAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = form }, status);

    public async ValueTask DisposeAsync()
    {
        if (Page is not null)
        {
            await Page.DisposeAsync();
        }

        Client.Dispose();
        _host.Dispose();
    }
}

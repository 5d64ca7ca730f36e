using Microsoft.Playwright;
using StyleForge.Queue;
using StyleForge.Tests.TestKit;
using StyleForge.Web;
using static Microsoft.Playwright.Assertions;

namespace StyleForge.Tests.Host.Web;

/// <summary>The page in a browser, as people use it. Whatever it says on the console, and every request to another host, fails the test.</summary>
public sealed class LivePageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Scene = "jobs/examples/content/lighthouse.jpg";

    [ChromiumFact]
    public async Task A_picture_and_a_bundled_style_become_a_job_that_is_followed_to_its_end()
    {
        await using var studio = await LiveStudio.OpenAsync();
        await using var visit = await VisitAsync(studio);
        var page = visit.Page;
        await Expect(page.GetByText("Nothing is being painted. Give a picture and a style")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Paint it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose the picture");
        await page.Locator("#content").SetInputFilesAsync(Path.Combine(TestData.Repository, Scene));
        await page.GetByAltText("Peacock Ebru").ClickAsync();
        await page.Locator("#strength").FillAsync("0.75");
        await page.GetByLabel("Long side").SelectOptionAsync("384");
        await page.GetByLabel("Care").SelectOptionAsync("fast");
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint it" }).ClickAsync();
        await Expect(page.Locator("#waiting li")).ToContainTextAsync("lighthouse-marbling");

        Assert.Matches(
            """^{"version":1,"content":"lighthouse.jpg","styles":\["marbling"\],"output":"lighthouse-marbling-\w{6}.png","preset":"fast","size":384,"styleStrength":0.75}$""",
            Assert.Single(studio.Queue.Submissions).Submission.JobJson);
        var job = Assert.Single(studio.Queue.Jobs) with { State = JobState.Working, Reach = new JobReach("lighthouse.png", 1, 1, 0.42, 75), Preview = studio.WritePicture("preview.png", 40) };
        studio.Queue.Put(job);
        await Expect(page.Locator("#working .said")).ToContainTextAsync("42 % · 1 min 15 s left");
        await Expect(page.Locator("#spoken")).ToHaveTextAsync("lighthouse-marbling: 40 percent");
        var before = await page.Locator("#working img").GetAttributeAsync("src");
        File.SetLastWriteTimeUtc(studio.WritePicture("preview.png", 200), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Expect(page.Locator("#working img")).Not.ToHaveAttributeAsync("src", before!);

        studio.Queue.Put(job with { State = JobState.Done, Reach = null, Preview = null, Pictures = [studio.WritePicture("output/lighthouse-marbling.png")] });
        await Expect(page.Locator("#pictures li")).ToContainTextAsync("lighthouse-marbling.png");
        await Expect(page.Locator("#spoken")).ToHaveTextAsync("lighthouse-marbling is done.");
    }

    [ChromiumFact]
    public async Task A_picture_that_is_dropped_and_one_of_its_own_style_arrive_whole_and_a_refusal_is_read()
    {
        await using var studio = await LiveStudio.OpenAsync();
        await using var visit = await VisitAsync(studio);
        var page = visit.Page;
        await DropAsync("#content-well", "text.png", "no picture at all"u8.ToArray());
        await DropAsync("#style-well", "wave.png", LiveStudio.Picture(grey: 9));
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint it" }).ClickAsync();
        await Expect(page.Locator("#form-said")).ToContainTextAsync("The picture of content");
        visit.Forgive("422");

        await DropAsync("#content-well", "town.png", LiveStudio.Picture(grey: 5));
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint it" }).ClickAsync();
        await Expect(page.Locator("#waiting li")).ToContainTextAsync("town-wave");

        var files = Assert.Single(studio.Queue.Submissions).Files;
        Assert.Equal(LiveStudio.Picture(grey: 5), files["town.png"]);
        Assert.Equal(LiveStudio.Picture(grey: 9), files["wave.png"]);

        async Task DropAsync(string well, string name, byte[] bytes)
        {
            var transfer = await page.EvaluateHandleAsync(
                "([name, bytes]) => { const transfer = new DataTransfer(); transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' })); return transfer; }",
                new object[] { name, bytes.Select(one => (int)one).ToArray() });
            await page.DispatchEventAsync(well, "drop", new { dataTransfer = transfer });
        }
    }

    [ChromiumFact]
    public async Task Before_and_after_are_compared_by_mouse_and_by_keyboard()
    {
        await using var studio = await LiveStudio.OpenAsync();
        Hang(studio);
        await using var visit = await VisitAsync(studio);
        var page = visit.Page;

        await page.Locator("#pictures button").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var slider = page.Locator("#slider");
        await Expect(slider).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Home");
        Assert.Equal("0%", await SplitAsync());
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("1%", await SplitAsync());
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "1 % as it was, 99 % painted");

        await page.WaitForFunctionAsync("() => document.getElementById('compare').style.getPropertyValue('--shape') !== ''"); // Its extents are the picture's, once that has come.
        var box = (await page.Locator("#compare").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + (box.Height / 2));
        await page.Mouse.UpAsync();
        Assert.InRange(int.Parse((await SplitAsync()).TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture), 70, 90);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("one.jpg", download.SuggestedFilename);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next picture" }).ClickAsync();
        await Expect(page.Locator("#viewer-title")).ToHaveTextAsync("two.jpg");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#viewer")).ToBeHiddenAsync();
        await Expect(page.Locator("#pictures button").First).ToBeFocusedAsync();

        Task<string> SplitAsync() => page.Locator("#compare").EvaluateAsync<string>("element => element.style.getPropertyValue('--split')");
    }

    [ChromiumFact]
    public async Task The_queue_is_paused_and_jobs_are_cancelled_and_tried_again_by_keyboard_alone()
    {
        await using var studio = await LiveStudio.OpenAsync();
        studio.Queue.Put(new QueuedJob("w", "castle", JobState.Working, DateTimeOffset.UnixEpoch) { Reach = new JobReach(null, 0, 0, 0.1, null) });
        studio.Queue.Put(new QueuedJob("f1", "lake", JobState.Failed, DateTimeOffset.UnixEpoch) { Reason = "The disk is full: make room." });
        studio.Queue.Put(new QueuedJob("f2", "town", JobState.Failed, DateTimeOffset.UnixEpoch) { Reason = "<img src=x onerror=alert(1)>" });
        await using var visit = await VisitAsync(studio);
        var page = visit.Page;
        await Expect(page.Locator("#failed")).ToContainTextAsync("The disk is full: make room.");
        await Expect(page.Locator("#failed")).ToContainTextAsync("<img src=x onerror=alert(1)>");

        await PressAsync("Pause");
        await Expect(page.Locator("#state")).ToHaveTextAsync("Paused");
        await PressAsync("Resume");
        await Expect(page.Locator("#state")).Not.ToHaveTextAsync("Paused");
        await PressAsync("Retry lake");
        await Expect(page.Locator("#waiting")).ToContainTextAsync("lake");
        await PressAsync("Cancel castle");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#failed")).ToContainTextAsync("Cancelled by request.");
        await PressAsync("Retry all");
        await Expect(page.Locator("#failed-section")).ToBeHiddenAsync();
        Assert.All(studio.Queue.Jobs, job => Assert.Equal(JobState.Waiting, job.State));

        async Task PressAsync(string name)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
        }
    }

    [ChromiumFact]
    public async Task Nothing_is_wider_than_a_phone_and_everything_is_reached_with_the_tab_key()
    {
        await using var studio = await LiveStudio.OpenAsync();
        Hang(studio);
        await using var visit = await VisitAsync(studio, width: 390, height: 844, isDark: true);
        var page = visit.Page;
        await Expect(page.Locator("#pictures li")).ToHaveCountAsync(2);

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the phone.");
        Assert.Equal("rgb(23, 20, 17)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        var reached = new HashSet<string>();
        for (var press = 0; press < 20; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.className || document.activeElement.closest('ul, #styles')?.id || document.activeElement.tagName"));
        }

        Assert.Superset(new HashSet<string> { "skip", "pause", "content", "style", "strength", "size", "preset", "submit", "pictures" }, reached);
        await page.Locator("#pictures button").First.ClickAsync();
        await Expect(page.Locator("#viewer")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('viewer').scrollWidth <= innerWidth"), "The large picture is wider than the phone.");
    }

    [ChromiumFact]
    public async Task A_full_page_shows_all_its_pictures_as_the_documentation_does()
    {
        await using var studio = await LiveStudio.OpenAsync();
        studio.HangExamples();
        foreach (var (name, width, height, isDark) in ((string, int, int, bool)[])[("live-desktop", 1280, 1390, false), ("live-phone", 390, 844, true)])
        {
            await using var visit = await VisitAsync(studio, width, height, isDark);
            await visit.Page.Locator("#content").SetInputFilesAsync(Path.Combine(TestData.Repository, Scene));
            await visit.Page.GetByAltText("Peacock Ebru").ClickAsync();
            await Expect(visit.Page.Locator("#pictures li")).ToHaveCountAsync(3);
            await visit.Page.EvaluateAsync("for (const image of document.images) image.loading = 'eager'");
            await visit.Page.EvaluateAsync("Promise.all([...document.images].filter(image => image.getAttribute('src')).map(image => image.decode()))");
            await visit.Page.EvaluateAsync("document.activeElement.blur()");
            Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than its window.");
            var shot = await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Type = ScreenshotType.Jpeg, Quality = 85 });
            Assert.InRange(shot.Length, 20_000, 300_000);
            if (Environment.GetEnvironmentVariable("STYLEFORGE_UPDATE_DOCS") == "1")
            {
                await File.WriteAllBytesAsync(Path.Combine(TestData.Repository, "docs", "images", $"{name}.jpg"), shot);
            }
        }
    }

    [ChromiumFact]
    public async Task The_login_lets_in_whoever_has_the_token_and_then_the_page_works()
    {
        await using var studio = await LiveStudio.OpenAsync(options => options with { Token = AccessToken.Of("correct-horse-battery-staple", "the test") });
        await using var visit = await VisitAsync(studio);
        var page = visit.Page;

        await page.GetByLabel("Token").FillAsync("wrong-horse-battery-staple");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("That is not the token.")).ToBeVisibleAsync();
        await page.GetByLabel("Token").FillAsync("correct-horse-battery-staple");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#state")).ToHaveTextAsync("Ready");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("#state")).ToHaveTextAsync("Paused");
    }

    private static void Hang(LiveStudio studio)
    {
        var content = studio.Copy(Path.Combine(TestData.Repository, Scene), "content.jpg");
        foreach (var (id, style) in ((string, string)[])[("one", "marbling"), ("two", "batik")])
        {
            var picture = studio.Copy(Path.Combine(TestData.Repository, "styles", $"{style}.jpg"), $"output/{id}.jpg");
            studio.Queue.Put(new QueuedJob(id, id, JobState.Done, DateTimeOffset.UnixEpoch) { Content = content, Pictures = [picture] });
        }
    }

    private async Task<Visit> VisitAsync(LiveStudio studio, int width = 1280, int height = 900, bool isDark = false)
    {
        var page = await chromium.OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var visit = new Visit(page, studio.Address);
        await page.GotoAsync(studio.Address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        return visit;
    }

    /// <summary>A page that is open, and what went wrong on it.</summary>
    private sealed class Visit : IAsyncDisposable
    {
        private readonly List<string> _wrong = [];

        public Visit(IPage page, Uri own)
        {
            Page = page;
            page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Text} {message.Location}");
            page.PageError += (_, error) => Note(true, error);
            page.Request += (_, request) => Note(new Uri(request.Url).Authority != own.Authority, request.Url);
        }

        public IPage Page { get; }

        /// <summary>Takes back what a test meant to go wrong.</summary>
        public void Forgive(string part)
        {
            lock (_wrong)
            {
                Assert.NotEqual(0, _wrong.RemoveAll(line => line.Contains(part, StringComparison.Ordinal)));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Page.Context.CloseAsync();
            Assert.True(_wrong.Count == 0, string.Join(Environment.NewLine, _wrong));
        }

        private void Note(bool isWrong, string line)
        {
            lock (_wrong)
            {
                if (isWrong)
                {
                    _wrong.Add(line);
                }
            }
        }
    }
}

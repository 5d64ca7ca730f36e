using System.Text.RegularExpressions;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Judging;
using StyleForge.Engine.Output;
using StyleForge.Engine.Planning;
using StyleForge.Reports;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.Reports;

public sealed class ReportPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_jobs_are_called_the_page_has_the_elements_of_its_own_alone()
    {
        const string hostile = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' \u202Egnp";
        var calm = Page(Report("calm"));
        var page = Page(Report(hostile));

        Assert.Equal(Regex.Matches(calm, "<[a-z/!][^ >]*").Select(tag => tag.Value), Regex.Matches(page, "<[a-z/!][^ >]*").Select(tag => tag.Value));
        Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_needs_nothing_but_itself_and_its_policy_allows_nothing_else()
    {
        Draw("made.png");
        var page = Page(Report("made"));

        Assert.All(Regex.Matches(page, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value), address => Assert.Matches("^(data:image/jpeg;base64,|made\\.png$)", address));
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_shown_with_its_content_over_it_and_a_slider_that_keys_move()
    {
        Draw("made.png");
        Draw("town.png", 99, 44);
        Draw("wave.png");
        var page = Page(Report("made"));

        Assert.Equal(3, Regex.Count(page, "data:image/jpeg"));
        Assert.Matches("<img class=\"picture\" [^>]*width=\"24\" height=\"16\"", page);
        Assert.Matches("<img class=\"content\" [^>]*width=\"24\" height=\"16\"", page);
        Assert.Contains("<input type=\"range\" min=\"0\" max=\"100\" value=\"30\" aria-label=\"How much of the content of made is shown, in per cent\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_gone_leaves_a_gap_and_the_rest_is_told()
    {
        var page = Page(Report("made"));

        Assert.Contains("The picture cannot be read any more.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"range\"", page, StringComparison.Ordinal);
        Assert.Contains("<dt>peak memory</dt><dd>12.0 MB</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>styleStrength</dt><dd>0.7</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>samples clipped</dt><dd>1.2 %</dd>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<dt>contentWeight</dt>", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "<polyline "));
    }

    [Fact]
    public void A_loss_that_is_no_number_or_nothing_is_left_out_of_the_curve()
    {
        var report = Report("made");
        var nothing = report with { Pictures = [new ReportedPicture(report.Pictures[0].Run with { Values = [[double.NaN, 0], [double.PositiveInfinity]] })] };

        Assert.DoesNotContain("<svg", Page(nothing), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", Page(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b#c?.png", "a%20b%23c%3F.png")]
    [InlineData("x/ü.png", "x/%C3%BC.png")]
    [InlineData("../out/a.png", "../out/a.png")]
    public void Links_lead_to_the_pictures_from_where_the_page_lies(string output, string link)
    {
        var report = Report("made");
        var plan = report.Pictures[0].Plan with { OutputPath = Path.GetFullPath(output, _folder.Path) };

        Assert.Contains($"href=\"{link}\"", Page(report with { Pictures = [new ReportedPicture(report.Pictures[0].Run with { Plan = plan })] }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_has_what_was_made_failed_and_is_left_and_the_pace()
    {
        var page = Page(Report("made") with { Left = ["b", "c"], Kept = 4 });

        Assert.Contains("<h1>1 picture made, 1 failed, 2 left</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Friday, 27 November 2026, from 22:00 to 22:30", page, StringComparison.Ordinal);
        Assert.Contains("<dt>pictures an hour</dt><dd>2.0</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>there already</dt><dd>4</dd>", page, StringComparison.Ordinal);
        Assert.Contains("before these were made: b, c.", page, StringComparison.Ordinal);
    }

    private void Draw(string name, int width = 24, int height = 16)
    {
        var image = new ImageData(width, height, PixelFormat.Rgb, 8);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = (byte)(i * 7);
        }

        ImageCodecs.Default.Write(_folder.File(name), image);
    }

    private string Page(BatchReport report)
    {
        using var output = new StringWriter();
        new ReportPage(report, _folder.Path, new Thumbnails(ImageCodecs.Default)).Write(output, contactSheet: null);
        return output.ToString();
    }

    private BatchReport Report(string name)
    {
        var sample = Samples.Plan(_folder.Path, name);
        var plan = sample with
        {
            ContentPath = _folder.File("town.png"),
            Styles = [new StylePlan(_folder.File("wave.png"), 1, 1, null)],
            OutputPath = Path.Combine(_folder.Path, $"{name}.png"),
            Settings = sample.Settings with { StyleStrength = 0.7 },
        };
        return new BatchReport
        {
            Begun = new DateTimeOffset(2026, 11, 27, 22, 0, 0, TimeSpan.FromHours(1)),
            Elapsed = TimeSpan.FromMinutes(30),
            WorkingDirectory = _folder.Path,
            Failures = [new ReportedFailure(name, _folder.File($"{name}-job.json"), [$"Of {name} nothing came."])],
            Pictures = [new ReportedPicture(HostHarness.Report(plan) with
            {
                Values = [[4, double.NaN, 2], [1, 0.5]],
                Memory = [new LevelMemory(1, 1, 1, 0, 0, 0) { PeakTensorBytes = 12_000_000 }, new LevelMemory(1, 1, 1, 0, 0, 0)],
                Quality = new PictureQuality(0, 0.2, 0.03, 0.012, null, 0.9),
            })],
            Left = [],
        };
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StyleForge.Engine.Settings;
using StyleForge.Presentation;

namespace StyleForge.Reports;

/// <summary>
/// A report as one page that needs nothing beside it: pictures are part of it, and its own style and script are the only ones that a browser
/// follows there.
/// </summary>
/// <param name="report">What to tell.</param>
/// <param name="folder">Absolute path of the folder that the page lies in; its links start there.</param>
/// <param name="thumbnails">Make pictures small.</param>
internal sealed class ReportPage(BatchReport report, string folder, Thumbnails thumbnails)
{
    private const int LongSide = 640;
    private const int StyleSide = 160;

    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    private string Headline => string.Join(", ", new[]
    {
        $"{Words.Count(report.Pictures.Count, "picture")} made",
        report.Failures.Count > 0 ? FormattableString.Invariant($"{report.Failures.Count} failed") : null,
        report.Left.Count > 0 ? FormattableString.Invariant($"{report.Left.Count} left") : null,
    }.OfType<string>());

    private string Day => report.Begun.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Writes the page.</summary>
    /// <param name="output">Takes it as it grows.</param>
    /// <param name="contactSheet">Name of the contact sheet beside it; null where there is none.</param>
    public void Write(TextWriter output, string? contactSheet)
    {
        output.Write("<!DOCTYPE html>\n");
        var page = new HtmlWriter(output);
        page.Open("html", ("lang", "en")).Open("head").Void("meta", ("charset", "utf-8"))
            .Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", $"default-src 'none'; img-src data:; style-src '{HashOf(Style)}'; script-src '{HashOf(Script)}'"))
            .Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Void("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Element("title", $"{Headline} · {Day}").Embed("style", Style).Close().Line();
        page.Open("body").Open("header").Element("p", $"{Day}, from {Clock(report.Begun)} to {Clock(report.Begun + report.Elapsed)}", ("class", "when"))
            .Element("h1", Headline);
        WriteTotals(page);
        page.Close().Line().Open("main");
        WriteFailures(page);
        WriteLeft(page);
        if (report.Pictures.Count > 0)
        {
            page.Open("section", ("aria-label", "Pictures"));
            if (contactSheet is not null)
            {
                page.Open("p", ("class", "sheet")).Element("a", "All pictures on one sheet", ("href", Uri.EscapeDataString(contactSheet))).Close();
            }

            foreach (var picture in report.Pictures)
            {
                WritePicture(page, picture);
            }

            page.Close();
        }

        page.Close().Line().Element("footer", $"StyleForge {report.Version}").Embed("script", Script).Close().Close().Line();
    }

    private void WriteTotals(HtmlWriter page)
    {
        page.Open("dl", ("class", "totals"));
        Fact(page, "time", Words.Duration(report.Elapsed));
        if (report.PicturesAnHour is { } pace)
        {
            Fact(page, "pictures an hour", pace.ToString(pace < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture));
        }

        if (report.Kept > 0)
        {
            Fact(page, "there already", report.Kept.ToString(CultureInfo.InvariantCulture));
        }

        page.Close();
    }

    private void WriteFailures(HtmlWriter page)
    {
        if (report.Failures.Count == 0)
        {
            return;
        }

        page.Open("section", ("class", "failures"), ("aria-labelledby", "failed")).Element("h2", "What failed", ("id", "failed")).Open("ul");
        foreach (var failure in report.Failures)
        {
            page.Open("li").Element("strong", failure.Name);
            if (failure.JobFile is { } file && Path.GetFileName(file) != failure.Name)
            {
                page.Element("span", Shown(file), ("class", "source"));
            }

            foreach (var reason in failure.Reasons)
            {
                page.Element("p", reason);
            }

            page.Close().Line();
        }

        page.Close().Close();
    }

    private void WriteLeft(HtmlWriter page)
    {
        if (report.Left.Count > 0)
        {
            page.Open("section", ("aria-labelledby", "left")).Element("h2", "What is left", ("id", "left"))
                .Element("p", $"The batch was interrupted before these were made: {string.Join(", ", report.Left)}. The same command with --no-overwrite renders the rest.").Close();
        }
    }

    private void WritePicture(HtmlWriter page, ReportedPicture picture)
    {
        page.Open("article");
        WriteComparison(page, picture);
        page.Open("div", ("class", "about")).Element("h2", picture.Name);
        page.Open("p", ("class", "path")).Element("a", Shown(picture.Plan.OutputPath), ("href", Link(picture.Plan.OutputPath))).Close();
        page.Open("ul", ("class", "styles"));
        foreach (var style in picture.Plan.Styles)
        {
            page.Open("li");
            if (thumbnails.OfInput(style.Path, StyleSide) is { } small)
            {
                page.Void("img", ("src", small.Address), ("width", Number(small.Width)), ("height", Number(small.Height)), ("alt", ""));
            }

            var share = picture.Plan.Styles.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" {style.Weight * 100:0} %") : "";
            page.Element("span", Path.GetFileNameWithoutExtension(style.Path) + share + Words.Place(style)).Close();
        }

        page.Close().Open("dl", ("class", "facts"));
        Fact(page, "pixels", Words.Size(picture.Size.Width, picture.Size.Height));
        Fact(page, "time", Words.Duration(TimeSpan.FromSeconds(picture.Run.Seconds)));
        if (picture.PeakTensorBytes is { } bytes)
        {
            Fact(page, "peak memory", Words.Bytes(bytes));
        }

        Fact(page, "loss", Words.Loss(picture.Loss));
        foreach (var (name, value) in picture.Settings)
        {
            Fact(page, name, SettingDefinition.FormatValue(value));
        }

        page.Close();
        LossCurve.Write(page, picture.Run.Values, picture.Plan.Levels);
        if (picture.Quality.Count > 0)
        {
            page.Open("dl", ("class", "quality"));
            foreach (var (measure, value) in picture.Quality)
            {
                Fact(page, measure, value);
            }

            page.Close();
        }

        page.Close().Close().Line();
    }

    private void WriteComparison(HtmlWriter page, ReportedPicture picture)
    {
        page.Open("figure");
        if (thumbnails.Of(picture.Plan.OutputPath, LongSide) is not { } made)
        {
            page.Element("p", "The picture cannot be read any more.", ("class", "gone")).Close();
            return;
        }

        var content = thumbnails.OfInput(picture.Plan.ContentPath, made.Width, made.Height);
        page.Open("div", ("class", "frame"));
        Image(page, made, "picture", $"The picture {picture.Name}");
        if (content is not null)
        {
            Image(page, content, "content", $"Its content {Path.GetFileName(picture.Plan.ContentPath)}");
            page.Void("input", ("type", "range"), ("min", "0"), ("max", "100"), ("value", "30"), ("aria-label", $"How much of the content of {picture.Name} is shown, in per cent"));
        }

        page.Close().Close();
    }

    private static void Image(HtmlWriter page, Thumbnail small, string kind, string words) => page.Void(
        "img", ("class", kind), ("src", small.Address), ("width", Number(small.Width)), ("height", Number(small.Height)), ("alt", words), ("decoding", "async"));

    private static void Fact(HtmlWriter page, string term, string value) => page.Open("div").Element("dt", term).Element("dd", value).Close();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private string Shown(string path) => Words.Path(path, report.WorkingDirectory);

    // Relative, so that the folder of the page and those of the pictures can be moved together.
    private string Link(string path)
    {
        var relative = Path.GetRelativePath(folder, path);
        return Path.IsPathRooted(relative)
            ? new Uri(relative).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    private static string HashOf(string code) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

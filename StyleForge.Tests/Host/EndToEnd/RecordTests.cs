using System.Text;
using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Output;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>The record in a picture and beside it: what it tells, what it keeps to itself, and what may be taken for done by it.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    public static TheoryData<string, string> PicturesThatAreNotDone => new()
    {
        { "empty", "it is empty" },
        { "half", "it " },
        { "text", "it is a text file" },
        { "foreign", "it has no record that tells what it was made of" },
        { "older", "it has no record that tells what it was made of" },
        { "settings", "it was made of other pictures, weights or settings" },
        { "content", "it was made of other pictures, weights or settings" },
        { "style", "it was made of other pictures, weights or settings" },
    };

    [Theory]
    [MemberData(nameof(PicturesThatAreNotDone))]
    public void A_picture_that_only_looks_done_is_rendered_again_and_that_is_told(string what, string reason)
    {
        Assert.True(_studio.Render("a.png") == 0, _studio.Error);
        var made = File.ReadAllBytes(_studio.File("a.png"));
        switch (what)
        {
            case "empty": File.WriteAllBytes(_studio.File("a.png"), []); break;
            case "half": File.WriteAllBytes(_studio.File("a.png"), made[..(made.Length / 2)]); break;
            case "text": _studio.Write("a.png", "last night's"); break;
            case "foreign": _studio.Draw("a.png", 48, 36, (x, y) => (x, y, 9)); break;
            case "older": Rewrite("a.png", texts => texts.ToDictionary(text => text.Key, text => text.Value.Replace(ReportJson.PlanHashField, "hash", StringComparison.Ordinal))); break;
            case "content": _studio.Draw("content.png", 48, 36, (x, y) => (x, y, 9)); break;
            case "style": _studio.Draw("style.png", 40, 40, (x, y) => (x, y, 9)); break;
        }

        Assert.Equal(0, _studio.Render("a.png", ["--no-overwrite", .. what == "settings" ? ["--content-weight", "3"] : Array.Empty<string>()]));

        Assert.Contains($"render: a.png is rendered again, because {reason}", _studio.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("left alone", _studio.Error, StringComparison.Ordinal);
        Assert.Contains(ReportJson.PlanHashField, ImageCodecs.Default.Read(_studio.File("a.png")).Texts[PictureWriter.RecordKeyword], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    [InlineData("a.tif")]
    [InlineData("a.bmp")]
    public void A_picture_of_the_same_plan_is_left_alone_wherever_its_inputs_lie(string output)
    {
        Assert.True(_studio.Render(output) == 0, _studio.Error);
        var made = File.ReadAllBytes(_studio.File(output));
        _studio.Write("elsewhere/notes.txt", "");
        File.Copy(_studio.File("content.png"), _studio.File("elsewhere/other name.png"));

        Assert.Equal(ExitCodes.NothingToDo, _studio.Render(output, "--no-overwrite"));
        Assert.Equal(ExitCodes.NothingToDo, _studio.Run(
            "render", "elsewhere/other name.png", "--style", "style.png", "-o", output, "--no-overwrite", "--size", "48", "--minimum-size", "24", "--iterations", "4", "--first-iterations", "6",
            "--content-layers", "relu2_2", "--style-layers", "relu1_1,relu2_1,relu3_1"));

        Assert.Contains($"render: {output} is there already and is left alone.", _studio.Error, StringComparison.Ordinal);
        Assert.Equal(made, File.ReadAllBytes(_studio.File(output)));
    }

    [Fact]
    public void A_picture_without_texts_is_done_by_its_sidecar_alone()
    {
        Assert.Equal(0, _studio.Render("a.bmp"));
        File.Delete(_studio.File("a.bmp.json"));

        Assert.Equal(0, _studio.Render("a.bmp", "--no-overwrite"));

        Assert.Contains("a.bmp is rendered again, because it has no record", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_carries_its_record_needs_no_sidecar()
    {
        Assert.Equal(0, _studio.Render("a.png", "--no-sidecar"));
        Assert.DoesNotContain("a.png.json", _studio.Files);

        Assert.Equal(ExitCodes.NothingToDo, _studio.Render("a.png", "--no-overwrite", "--no-sidecar"));
    }

    [Fact]
    public void An_interrupted_batch_goes_on_with_what_is_missing_or_broken()
    {
        const string settings = "\"size\": 48, \"minimumSize\": 48, \"firstIterations\": 1";
        foreach (var name in (string[])["j1", "j2", "j3"])
        {
            _studio.Write($"jobs/{name}.json", $$"""{ "version": 1, "content": "../content.png", "styles": ["../style.png"], {{settings}} }""");
        }

        Assert.Equal(0, _studio.Run("batch", "jobs"));
        var third = File.ReadAllBytes(_studio.File("output/j3.png"));
        File.WriteAllBytes(_studio.File("output/j1.png"), []);
        File.WriteAllBytes(_studio.File("output/j2.png"), third[..(third.Length / 2)]);

        Assert.Equal(0, _studio.Run("batch", "jobs", "--no-overwrite"));

        Assert.Equal(third, File.ReadAllBytes(_studio.File("output/j3.png")));
        foreach (var name in (string[])["j1", "j2"])
        {
            Assert.Contains($"{name}: {Path.Combine("output", name)}.png is rendered again, because it ", _studio.Error, StringComparison.Ordinal);
            Assert.Equal(48, ImageCodecs.Default.Read(_studio.File($"output/{name}.png")).Width);
        }
    }

    [Fact]
    public void A_file_where_the_record_would_go_is_never_lost()
    {
        foreach (var text in (string[])["{ \"mine\": true }", "", "no JSON", "{ \"styleforge\": \"0.1.0\" }", "[\"styleforge\", \"plan\"]"])
        {
            _studio.Write("a.png.json", text);

            Assert.Equal(ExitCodes.Wrong, _studio.Render("a.png"));
            Assert.Equal(ExitCodes.Wrong, _studio.Render("a.png", "--dry-run"));
            Assert.DoesNotContain("a.png", _studio.Files);
            Assert.True(_studio.Render("a.png", "--no-sidecar") == 0, _studio.Error);

            Assert.Equal(text, File.ReadAllText(_studio.File("a.png.json")));
            File.Delete(_studio.File("a.png"));
        }

        Assert.Contains("a.png.json\", which is there already and no record of StyleForge's: give another name, or --no-sidecar.", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_came_meanwhile_fails_the_job_and_is_kept()
    {
        _studio.InterruptWhen(line =>
        {
            _studio.Write("a.png.json", "mine");
            return false;
        });

        Assert.Equal(ExitCodes.JobFailed, _studio.Render("a.png"));

        Assert.Contains("a.png.json is there already and no record of StyleForge's", _studio.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_studio.File("a.png.json")));
        Assert.DoesNotContain("a.png", _studio.Files);
    }

    [Fact]
    public void A_record_is_replaced_by_the_next_one_and_does_not_outlive_its_picture()
    {
        Assert.Equal(0, _studio.Render("a.png"));
        Assert.Equal(0, _studio.Render("a.png", "--content-weight", "2.5"));
        using (var record = JsonDocument.Parse(File.ReadAllText(_studio.File("a.png.json"))))
        {
            Assert.Equal(2.5, record.RootElement.GetProperty("plan").GetProperty("settings").GetProperty("contentWeight").GetDouble());
        }

        Assert.Equal(0, _studio.Render("a.png", "--no-sidecar"));
        Assert.Equal(["a.png", "content.png", "style.png"], _studio.Files);
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    [InlineData("a.tif")]
    public void Neither_the_picture_nor_its_record_tells_where_files_lie(string output)
    {
        foreach (var folder in (string[])["ann", "bob"])
        {
            _studio.Write($"secret/{folder}/notes.txt", "");
            _studio.Draw($"secret/{folder}/mask.png", 8, 8, (x, _) => folder == "ann" ? (x * 30, 9, 9) : (255, 255, 255));
        }

        Assert.Equal(0, _studio.Run("weights", "export", "forge-vgg", "secret/mine.safetensors"));
        _studio.Write("secret/jobs/night.json", $$"""
            { "version": 1, "content": "../../content.png", "styles": [{ "image": "../../style.png", "mask": "../ann/mask.png" }, { "image": "../../style.png", "mask": "../bob/mask.png" }],
              "size": 48, "minimumSize": 48, "firstIterations": 1, "start": "file", "startImage": "../../content.png", "weightsFile": "../mine.safetensors", "output": "secret/{{output}}" }
            """);

        Assert.True(_studio.Run("batch", "secret/jobs/night.json", "--output-root", ".") == 0, _studio.Error);

        var record = ImageCodecs.Default.Read(_studio.File($"secret/{output}")).Texts[PictureWriter.RecordKeyword];
        var sidecar = File.ReadAllText(_studio.File($"secret/{output}.json"));
        var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(_studio.File($"secret/{output}")));
        foreach (var text in (string[])[record, sidecar, bytes])
        {
            Assert.All((string[])["secret", "ann/", "bob/", "../", Path.GetFileName(_studio.Folder)], hidden => Assert.DoesNotContain(hidden, text, StringComparison.Ordinal));
        }

        using var json = JsonDocument.Parse(record);
        var plan = json.RootElement.GetProperty("plan");
        Assert.Equal("night.json", plan.GetProperty("jobFile").GetString());
        Assert.Equal(output, plan.GetProperty("output").GetString());
        Assert.Equal("mine.safetensors", plan.GetProperty("settings").GetProperty("weightsFile").GetString());
        Assert.Equal("forge-vgg (mine.safetensors)", json.RootElement.GetProperty("features").GetString());
        Assert.Equal(["mask.png", "mask.png (2)"], plan.GetProperty("styles").EnumerateArray().Select(style => style.GetProperty("mask").GetString()));
        Assert.Equal(
            ["content.png", "mask.png", "mask.png (2)", "style.png"],
            json.RootElement.GetProperty("sha256").EnumerateObject().Select(hash => hash.Name).Order(StringComparer.Ordinal));
    }

    private void Rewrite(string name, Func<IReadOnlyDictionary<string, string>, Dictionary<string, string>> change)
    {
        var image = ImageCodecs.Default.Read(_studio.File(name));
        var changed = new ImageData(image.Width, image.Height, image.PixelFormat, image.BitDepth) { Texts = change(image.Texts) };
        image.Samples.CopyTo(changed.Samples, 0);
        ImageCodecs.Default.Write(_studio.File(name), changed);
    }
}

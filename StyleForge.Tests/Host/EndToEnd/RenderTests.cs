using System.Text.Json;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Output;
using StyleForge.Models.Networks;
using StyleForge.Tests.TestKit;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>From a command line to a finished picture.</summary>
public sealed class RenderTests : IDisposable
{
    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public void A_render_writes_the_picture_and_its_sidecar_and_nothing_else()
    {
        Assert.Equal(0, _studio.Render("out/picture.png"));

        Assert.Equal(["content.png", "out/picture.png", "out/picture.png.json", "style.png"], _studio.Files);
        var picture = ImageCodecs.Default.Read(_studio.File("out/picture.png"));
        Assert.Equal((48, 36), (picture.Width, picture.Height));
    }

    [Fact]
    public void The_picture_says_that_its_features_are_those_of_the_program()
    {
        Assert.Equal(0, _studio.Render("a.png"));

        using var sidecar = JsonDocument.Parse(File.ReadAllText(_studio.File("a.png.json")));
        using var weights = Vgg.Forge.Facts.BuiltIn!.Read();
        Assert.Equal("forge-vgg (built in)", sidecar.RootElement.GetProperty("features").GetString());
        Assert.Equal(weights.Sha256, sidecar.RootElement.GetProperty("weightsSha256").GetString());
        Assert.DoesNotContain("untrained", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_job_gives_the_same_bytes_again_and_on_another_number_of_threads()
    {
        Assert.Equal(0, _studio.Render("a.png", "--threads", "1"));
        var first = File.ReadAllBytes(_studio.File("a.png"));
        Assert.Equal(0, _studio.Render("a.png", "--threads", "1"));
        Assert.Equal(first, File.ReadAllBytes(_studio.File("a.png")));
        Assert.Equal(0, _studio.Render("a.png", "--threads", "2"));
        Assert.Equal(first, File.ReadAllBytes(_studio.File("a.png")));
        Assert.Equal(0, _studio.Render("a.png", "--threads", "5"));
        Assert.Equal(first, File.ReadAllBytes(_studio.File("a.png")));
    }

    [Fact]
    public void An_output_that_is_a_link_stays_one_and_the_picture_goes_where_it_leads()
    {
        _studio.Write("kept/old.png", "old");
        Directory.CreateDirectory(_studio.File("out"));
        File.CreateSymbolicLink(_studio.File("out/a.png"), Path.Combine("..", "kept", "old.png"));
        File.CreateSymbolicLink(_studio.File("out/b.png"), Path.Combine("..", "new", "b.png"));

        Assert.True(_studio.Render("out/a.png", "--first-iterations", "1") == 0, _studio.Error);
        Assert.True(_studio.Render("out/b.png", "--first-iterations", "1") == 0, _studio.Error);

        Assert.Equal(Path.Combine("..", "kept", "old.png"), new FileInfo(_studio.File("out/a.png")).LinkTarget);
        Assert.Equal(48, ImageCodecs.Default.Read(_studio.File("kept/old.png")).Width);
        Assert.Equal(48, ImageCodecs.Default.Read(_studio.File("new/b.png")).Width);
        Assert.Equal(["content.png", "kept/old.png", "new/b.png", "out/a.png", "out/a.png.json", "out/b.png", "out/b.png.json", "style.png"], _studio.Files);
    }

    [Fact]
    public void Two_jobs_whose_outputs_are_one_file_are_not_both_made()
    {
        Directory.CreateDirectory(_studio.File("output/real"));
        Directory.CreateSymbolicLink(_studio.File("output/alias"), "real");
        const string job = "\"version\": 1, \"content\": \"../content.png\", \"styles\": [\"../style.png\"], \"size\": 48, \"minimumSize\": 48, \"firstIterations\": 1";
        _studio.Write("jobs/a.json", $$"""{ {{job}}, "output": "real/x.png" }""");
        _studio.Write("jobs/b.json", $$"""{ {{job}}, "output": "alias/x.png" }""");

        Assert.Equal(ExitCodes.Wrong, _studio.Run("check", "jobs"));
        Assert.Contains("b.json: output: 2 pictures, the first a and the last b, would be written to ", _studio.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.JobFailed, _studio.Run("batch", "jobs", "--parallel", "2", "--threads", "2"));
        Assert.Contains("output/real/x.png", _studio.Files);
    }

    [Fact]
    public void Another_seed_matters_only_where_chance_has_a_say()
    {
        _studio.Render("a.png", "--seed", "1", "--start", "noise");
        _studio.Render("b.png", "--seed", "2", "--start", "noise");

        Assert.NotEqual(ImageCodecs.Default.Read(_studio.File("a.png")).Samples, ImageCodecs.Default.Read(_studio.File("b.png")).Samples);
    }

    [Fact]
    public void The_objective_becomes_smaller_and_the_picture_moves_from_the_content_towards_the_style()
    {
        Assert.Equal(0, _studio.Render("a.png", "--iterations", "12", "--first-iterations", "20"));

        using var sidecar = JsonDocument.Parse(File.ReadAllText(_studio.File("a.png.json")));
        foreach (var level in sidecar.RootElement.GetProperty("values").EnumerateArray())
        {
            Assert.True(level[level.GetArrayLength() - 1].GetDouble() < 0.7 * level[0].GetDouble(), $"The level began at {level[0]} and ended at {level[level.GetArrayLength() - 1]}.");
        }
    }

    [Fact]
    public void A_run_that_stands_still_says_so_and_writes_nothing()
    {
        // So little is at stake that Adam's own ε outweighs every gradient.
        string[] adam = ["--optimiser", "adam", "--content-weight", "0", "--total-variation-weight", "0"];

        Assert.Equal(ExitCodes.JobFailed, _studio.Render("a.png", [.. adam, "--style-weight", "1e-12"]));
        Assert.Contains("After 10 steps the picture is where it began", _studio.Error, StringComparison.Ordinal);
        Assert.Equal(["content.png", "style.png"], _studio.Files);

        Assert.True(_studio.Render("a.png", [.. adam, "--style-weight", "1"]) == 0, _studio.Error);
    }

    public static TheoryData<string[], string> Failures => new()
    {
        { ["--gate-contrast", "0.5"], "contrast is 0." },
        { ["--gate-flat-share", "0.0001"], "share of pixels of one value is 0." },
        { ["--gate-clipped-share", "0", "--style-strength", "1"], "share of samples beyond black or white is 0." },
        { ["--gate-content-similarity", "0.9", "--style-strength", "1"], "similarity to the content is 0." },
        { ["--gate-style-progress", "1"], "progress towards the style is 0." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_picture_that_fails_a_gate_is_not_written_and_the_gate_is_named(string[] gate, string measure)
    {
        Assert.Equal(ExitCodes.JobFailed, _studio.Render("a.png", gate));

        Assert.Contains($"The finished picture's {measure}", _studio.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was written. ", _studio.Error, StringComparison.Ordinal);
        Assert.Equal(["content.png", "style.png"], _studio.Files);
    }

    [Fact]
    public void A_black_picture_does_not_lie_there_in_the_morning_unless_it_is_wanted()
    {
        _studio.Draw("content.png", 48, 36, (_, _) => (0, 0, 0));
        _studio.Draw("style.png", 40, 40, (_, _) => (1, 1, 1));

        Assert.Equal(ExitCodes.JobFailed, _studio.Render("a.png"));
        Assert.Contains("but must be 0.01 or more: nothing was written. Take another start or other weights, or lower gateContrast.", _studio.Error, StringComparison.Ordinal);

        Assert.True(_studio.Render("a.png", "--gate-contrast", "0", "--gate-flat-share", "1", "--gate-content-similarity", "0") == 0, _studio.Error);
    }

    [Fact]
    public void Gates_change_neither_a_picture_nor_what_counts_as_made_and_its_sidecar_has_the_measures()
    {
        string[] strict = ["--gate-contrast", "0.05", "--gate-clipped-share", "0.9"];
        Assert.True(_studio.Render("a.png") == 0, _studio.Error);
        Assert.Equal(ExitCodes.NothingToDo, _studio.Render("a.png", ["--no-overwrite", .. strict]));
        var made = File.ReadAllBytes(_studio.File("a.png"));

        Assert.True(_studio.Render("a.png", strict) == 0, _studio.Error);

        Assert.Equal(made, File.ReadAllBytes(_studio.File("a.png")));
        using var sidecar = JsonDocument.Parse(File.ReadAllText(_studio.File("a.png.json")));
        var quality = sidecar.RootElement.GetProperty("quality");
        Assert.InRange(quality.GetProperty("contrast").GetDouble(), 0.05, 0.5);
        Assert.InRange(quality.GetProperty("flatShare").GetDouble(), 0, 0.5);
        Assert.InRange(quality.GetProperty("clippedShare").GetDouble(), 0, 0.5);
        Assert.InRange(quality.GetProperty("contentSimilarity").GetDouble(), 0.1, 1);
        Assert.InRange(quality.GetProperty("styleProgress").GetDouble(), 0.1, 1);
        Assert.DoesNotContain("quality", ImageCodecs.Default.Read(_studio.File("a.png")).Texts[PictureWriter.RecordKeyword], StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_was_let_pass_is_made_again_without_its_gate()
    {
        string[] flat = ["--gate-contrast", "0", "--gate-flat-share", "1", "--gate-content-similarity", "0"];
        _studio.Draw("content.png", 48, 36, (_, _) => (0, 0, 0));
        _studio.Draw("style.png", 40, 40, (_, _) => (1, 1, 1));
        Assert.True(_studio.Render("a.png", flat) == 0, _studio.Error);

        Assert.True(_studio.Run("render", "--from", "a.png", "-o", "again/a.png") == 0, _studio.Error);
        Assert.Equal(ExitCodes.JobFailed, _studio.Run("render", "--from", "a.png", "-o", "again/b.png", "--gate-contrast", "0.01"));

        Assert.Equal(File.ReadAllBytes(_studio.File("a.png")), File.ReadAllBytes(_studio.File("again/a.png")));
    }

    [Theory]
    [InlineData("--start", "file", "--start-image", "style.png")]
    [InlineData("--iterations", "1", "--first-iterations", "2")]
    [InlineData("--style-weight", "0")]
    public void Progress_towards_the_style_is_not_asked_of_what_cannot_have_made_any(params string[] more) =>
        Assert.True(_studio.Render("a.png", ["--gate-style-progress", "1", .. more]) == 0, _studio.Error);

    [Fact]
    public void A_content_with_nothing_to_gain_is_no_standstill() =>
        Assert.True(_studio.Render("a.png", "--style-weight", "0", "--total-variation-weight", "0", "--start", "content") == 0, _studio.Error);

    [Fact]
    public void The_picture_carries_its_plan_and_the_hashes_of_its_inputs_and_no_absolute_path()
    {
        _studio.Render("out/a.png", "--content-weight", "2.5");

        var record = ImageCodecs.Default.Read(_studio.File("out/a.png")).Texts[PictureWriter.RecordKeyword];
        using var json = JsonDocument.Parse(record);
        Assert.Equal(2.5, json.RootElement.GetProperty("plan").GetProperty("settings").GetProperty("contentWeight").GetDouble());
        Assert.Equal(64, json.RootElement.GetProperty("sha256").GetProperty("content.png").GetString()!.Length);
        Assert.DoesNotContain(_studio.Folder, record, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.png", "--bit-depth", "16")]
    [InlineData("a.jpg", "--jpeg-quality", "90")]
    [InlineData("a.png", "--colour", "content")]
    [InlineData("a.png", "--optimiser", "adam", "--learning-rate", "0.02")]
    [InlineData("a.png", "--pooling", "max", "--padding", "zero")]
    [InlineData("a.png", "--style", "content2.png:0.5")]
    public void Every_way_of_rendering_ends_in_a_picture(string output, params string[] more)
    {
        _studio.Draw("content2.png", 30, 44, (x, y) => (x * 8, 255 - (y * 5), 99));

        Assert.True(_studio.Render(output, more) == 0, _studio.Error);
        Assert.False(ImageAssert.IsFlat(ImageCodecs.Default.Read(_studio.File(output))));
    }

    [Fact]
    public void A_render_gives_imported_weights_their_pictures_in_the_order_that_the_import_said()
    {
        string[] export = ["weights", "export", "forge-vgg", "mine.safetensors"];
        string[] import = ["weights", "import", "mine.safetensors", "--as", "vgg16"];
        string[] shallow = ["--network", "vgg16", "--content-layers", "relu1_2", "--style-layers", "relu1_1,relu2_1"];
        Assert.Equal(0, _studio.Run(export));
        Assert.Equal(0, _studio.Run(import));
        Assert.True(_studio.Render("rgb.png", shallow) == 0, _studio.Error);
        Assert.Equal(0, _studio.Run([.. import, "--order", "bgr"]));
        Assert.True(_studio.Render("bgr.png", shallow) == 0, _studio.Error);
        Assert.Equal(0, _studio.Run([.. import, "--order", "rgb"]));
        Assert.True(_studio.Render("again.png", shallow) == 0, _studio.Error);

        byte[] Samples(string name) => ImageCodecs.Default.Read(_studio.File(name)).Samples;
        Assert.Equal(Samples("rgb.png"), Samples("again.png"));
        Assert.NotEqual(Samples("rgb.png"), Samples("bgr.png"));
    }

    [Fact]
    public void A_transparent_content_gives_a_transparent_picture_and_white_paper_in_a_jpeg()
    {
        var image = new ImageData(40, 32, PixelFormat.Rgba, 8);
        for (var i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = i % 4 == 3 ? (byte)(i / 4 % 40 < 20 ? 0 : 255) : (byte)(i * 37);
        }

        ImageCodecs.Default.Write(_studio.File("content.png"), image);

        Assert.Equal(0, _studio.Render("a.png", "--size", "40"));
        Assert.Equal(0, _studio.Render("a.jpg", "--size", "40"));
        var png = ImageCodecs.Default.Read(_studio.File("a.png"));
        Assert.Equal(PixelFormat.Rgba, png.PixelFormat);
        Assert.Equal((0, 255), (png.Samples[3], png.Samples[^1]));
        Assert.All(ImageCodecs.Default.Read(_studio.File("a.jpg")).Samples[..24], sample => Assert.InRange(sample, 250, 255));
    }

    [Fact]
    public void A_masked_style_leaves_its_mark_only_where_the_mask_is_white()
    {
        _studio.Draw("mask.png", 48, 36, (x, _) => x < 24 ? (0, 0, 0) : (255, 255, 255));
        _studio.Write("job.json", """
            { "version": 1, "content": "content.png", "styles": [{ "image": "style.png", "mask": "mask.png" }], "size": 48, "minimumSize": 48,
              "firstIterations": 20, "styleLayers": ["relu1_1", "relu2_1"], "contentWeight": 0.01, "totalVariationWeight": 0, "output": "a.png" }
            """);

        Assert.True(_studio.Run("batch", "job.json", "--output-root", ".") == 0, _studio.Error);

        var content = ImageCodecs.Default.Read(_studio.File("content.png"));
        var made = ImageCodecs.Default.Read(_studio.File("a.png"));
        Assert.True(Change(0, 16) * 3 < Change(32, 48), $"Outside of the mask the picture changed by {Change(0, 16)}, inside by {Change(32, 48)}.");

        double Change(int from, int to) => (from pixel in Enumerable.Range(0, 48 * 36)
                                            where pixel % 48 >= @from && pixel % 48 < to
                                            from channel in Enumerable.Range(0, 3)
                                            select Math.Abs(content.Samples[(pixel * 3) + channel] - made.Samples[(pixel * 3) + channel])).Average();
    }
}

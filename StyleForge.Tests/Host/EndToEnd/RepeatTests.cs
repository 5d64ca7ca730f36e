using System.Text.Json.Nodes;
using StyleForge.Engine.Codecs;
using StyleForge.Engine.Output;
using StyleForge.Models.Networks;

namespace StyleForge.Tests.Host.EndToEnd;

/// <summary>Finished pictures made again, from what they carry and from the records beside them.</summary>
public sealed class RepeatTests : IDisposable
{
    private static readonly string[] Inputs = ["--inputs", "jobs", "--inputs", "jobs/ann", "--inputs", "jobs/bob"];

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    public static TheoryData<string, string> Sources => new()
    {
        { "a.png", "a.png" },
        { "a.png", "a.png.json" },
        { "a.jpg", "a.jpg" },
        { "a.webp", "a.webp" },
        { "a.tif", "a.tif" },
        { "a.bmp", "a.bmp" },
        { "a.bmp", "a.bmp.json" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_blend_with_masks_is_made_again_to_the_last_byte(string output, string source)
    {
        RenderBlend(output);
        var made = File.ReadAllBytes(_studio.File($"made/{output}"));
        var hash = Record($"made/{output}")[ReportJson.PlanHashField]!.GetValue<string>();
        _studio.Write("appsettings.json", """{ "size": 64, "contentWeight": 9 }""");

        Assert.True(_studio.Run(["render", "--from", $"made/{source}", .. Inputs, "-o", $"again/{output}"]) == 0, _studio.Error);
        Assert.Equal(made, File.ReadAllBytes(_studio.File($"again/{output}")));
        Assert.Equal(hash, Record($"again/{output}")[ReportJson.PlanHashField]!.GetValue<string>());

        Assert.True(_studio.Run(["render", "--from", $"made/{source}", .. Inputs]) == 0, _studio.Error);
        Assert.Equal(made, File.ReadAllBytes(_studio.File($"made/{output}")));
        Assert.Equal(
            ImageCodecs.Default.Read(_studio.File($"made/{output}")).Samples.ToArray(), ImageCodecs.Default.Read(_studio.File($"a-again{Path.GetExtension(output)}")).Samples.ToArray());
        Assert.DoesNotContain("version", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_picture_and_weights_of_ones_own_are_found_again()
    {
        _studio.Write("other/notes.txt", "");
        Assert.Equal(0, _studio.Run("weights", "export", "forge-vgg", "other/mine.safetensors"));
        Assert.True(_studio.Render("a.png", "--start", "file", "--start-image", "style.png", "--weights-file", "other/mine.safetensors") == 0, _studio.Error);

        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", "a.png"));
        Assert.Contains("a.png: weightsFile: The weight file \"mine.safetensors\", which has the SHA-256 ", _studio.Error, StringComparison.Ordinal);
        Assert.True(_studio.Run("render", "--from", "a.png", "--inputs", "other", "-o", "again/a.png") == 0, _studio.Error);

        Assert.Equal(File.ReadAllBytes(_studio.File("a.png")), File.ReadAllBytes(_studio.File("again/a.png")));
    }

    [Fact]
    public void Inputs_are_found_beside_the_record_and_by_what_they_hold()
    {
        RenderBlend("a.png");
        Directory.Move(_studio.File("jobs"), _studio.File("kept"));
        foreach (var (file, name) in Directory.EnumerateFiles(_studio.File("kept"), "*.png", SearchOption.AllDirectories).ToList().Select((file, i) => (file, $"kept/{i}")))
        {
            File.Move(file, _studio.File(name));
        }

        File.Copy(_studio.File("made/a.png"), _studio.File("kept/a.png"));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_studio.File("kept/0.png"), _studio.File("nowhere.png"));
        }

        Assert.True(_studio.Run("render", "--from", "kept/a.png", "-o", "b.png") == 0, _studio.Error);

        Assert.Equal(ImageCodecs.Default.Read(_studio.File("made/a.png")).Samples.ToArray(), ImageCodecs.Default.Read(_studio.File("b.png")).Samples.ToArray());
    }

    [Fact]
    public void Inputs_that_are_gone_or_changed_are_all_told_before_anything_is_made()
    {
        RenderBlend("a.png");
        File.Delete(_studio.File("jobs/ann/mask.png"));
        _studio.Draw("jobs/ink.png", 32, 32, (x, y) => (x, y, 9));
        _studio.Draw("ink.png", 32, 32, (x, y) => (x, y, 8));

        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", "made/a.png", "--inputs", "jobs", "--inputs", "jobs/bob", "-o", "b.png", "--size", "-5"));

        var lines = _studio.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var source = Path.Combine("made", "a.png");
        Assert.Contains(lines, line => line.StartsWith($"{source}: styles[0].mask: The mask \"mask.png\" is another one: \"{_studio.File("jobs/bob/mask.png")}\" has the SHA-256 ", StringComparison.Ordinal)
            && line.Contains(Record("made/a.png")["sha256"]!["mask.png"]!.GetValue<string>()[..12] + "…", StringComparison.Ordinal)
            && line.EndsWith("name the folder of the right one with --inputs.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{source}: styles[1]: The style picture \"ink.png\" is another one: \"{_studio.File("jobs/ink.png")}\" has the SHA-256 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("--size: size is -5, but must be", StringComparison.Ordinal));
        Assert.Equal(1, lines.Count(line => line.Contains("\"mask.png\"", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("styles[1].mask", StringComparison.Ordinal) || line.Contains(": content: ", StringComparison.Ordinal));

        File.Delete(_studio.File("content.png"));
        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", "made/a.png", "--inputs", "jobs", "-o", "b.png"));
        Assert.Contains($"{source}: content: The content picture \"content.png\", which has the SHA-256 ", _studio.Error, StringComparison.Ordinal);
        Assert.Contains($"…, was not found in \"{_studio.File("jobs")}\", \"{_studio.File("made")}\" and \"{_studio.Folder}\", by its name or by what files hold", _studio.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("b.png", _studio.Files);
    }

    [Fact]
    public void Other_weights_are_refused_unless_they_are_asked_for()
    {
        Assert.Equal(0, _studio.Render("a.png"));
        Change("a.png.json", record => record["weightsSha256"] = new string('9', 64));

        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", "a.png.json", "-o", "b.png"));
        using (var weights = Vgg.Forge.Facts.BuiltIn!.Read())
        {
            Assert.Contains("a.png.json: network: The picture was made with weights of forge-vgg whose file has the SHA-256 999999999999…, but that of those that are here", _studio.Error, StringComparison.Ordinal);
            Assert.Contains($"has the SHA-256 {weights.Sha256[..12]}…: name the right file with --weights-file", _studio.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("b.png", _studio.Files);
        Assert.Equal(0, _studio.Run("weights", "export", "forge-vgg", "mine.safetensors"));
        Assert.True(_studio.Run("render", "--from", "a.png.json", "-o", "b.png", "--weights-file", "mine.safetensors") == 0, _studio.Error);
    }

    [Fact]
    public void A_record_of_another_version_is_followed_as_far_as_it_is_understood()
    {
        Assert.Equal(0, _studio.Render("a.png"));
        Change("a.png.json", record =>
        {
            record["styleforge"] = "0.0.9";
            record["vectorBits"] = 64;
            record["mood"] = "cheerful";
            record["plan"]!["frame"] = new JsonObject { ["width"] = 3 };
            record["plan"]!["settings"]!["splats"] = 7;
            record["plan"]!["settings"]!["preset"] = "baroque";
            record["plan"]!["settings"]!.AsObject().Remove("noise");
            record["plan"]!["settings"]!.AsObject().Remove("startImage");
        });

        Assert.True(_studio.Run("render", "--from", "a.png.json", "-o", "b.png") == 0, _studio.Error);

        Assert.Equal(ImageCodecs.Default.Read(_studio.File("a.png")).Samples.ToArray(), ImageCodecs.Default.Read(_studio.File("b.png")).Samples.ToArray());
        foreach (var notice in (string[])
        [
            "The plan has \"splats\", which is no setting of this version: it is passed over.",
            "The plan has the preset \"baroque\", which this version does not have: its values are followed all the same.",
            "The plan lacks noise, which takes its default, 0.",
            "The plan lacks startImage, which takes its default, none.",
            $"The picture was made by StyleForge 0.0.9, and this is {ProductVersion.Text}: it may come out a little different.",
            "The picture was made with vectors of 64 bits, and this machine has ",
        ])
        {
            Assert.Contains("\n" + notice, "\n" + _studio.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Levels_and_shares_are_those_of_the_record_while_nothing_is_asked_for_that_changes_them()
    {
        Assert.Equal(0, _studio.Render("a.png"));
        Change("a.png.json", record => record["plan"]!["levels"]![0] = new JsonObject { ["width"] = 30, ["height"] = 20, ["iterations"] = 3 });

        Assert.True(_studio.Run("render", "--from", "a.png.json", "-o", "b.png", "--seed", "5", "--size", "48") == 0, _studio.Error);
        Assert.True(_studio.Run("render", "--from", "a.png.json", "-o", "c.png", "--size", "64") == 0, _studio.Error);

        var (kept, larger) = (Record("b.png")["plan"]!, Record("c.png")["plan"]!);
        Assert.Equal((30, 5), (kept["levels"]![0]!["width"]!.GetValue<int>(), kept["settings"]!["seed"]!.GetValue<int>()));
        Assert.Equal((32, 64, 0), (larger["levels"]![0]!["width"]!.GetValue<int>(), larger["levels"]![1]!["width"]!.GetValue<int>(), larger["settings"]!["seed"]!.GetValue<int>()));
    }

    // The recorded value had its meaning beside what is replaced: a step of L-BFGS would be one from black to white for Adam.
    [Theory]
    [InlineData("optimiser", "adam", "learningRate", "0.02")]
    [InlineData("optimiser", "lbfgs", "learningRate", "0.5")]
    [InlineData("start", "noise", "startImage", "")]
    [InlineData("preset", "fine", "history", "20")]
    [InlineData("preset", "default", "firstIterations", "6")]
    public void What_is_given_takes_with_it_what_belonged_to_the_old_value(string given, string value, string other, string expected)
    {
        Assert.True(_studio.Render("a.png", "--start", "file", "--start-image", "style.png", "--learning-rate", "0.5") == 0, _studio.Error);

        Assert.True(_studio.Run("render", "--from", "a.png", "-o", "b.png", "--size", "32", "--iterations", "2", $"--{given}", value) == 0, _studio.Error);

        Assert.Equal(expected, Record("b.png")["plan"]!["settings"]![other]?.ToString() ?? "");
    }

    [Theory]
    [InlineData("style.png", "--from style.png has no record that tells what it was made of: only what StyleForge rendered, and its FILE.json, can be made again.")]
    [InlineData("job.json", "--from job.json is neither a finished picture nor the record of one (FILE.json).")]
    [InlineData("list.json", "--from list.json is neither a finished picture nor the record of one (FILE.json).")]
    [InlineData("notes.txt", "--from notes.txt is neither a finished picture nor the record of one (FILE.json).")]
    [InlineData("empty.png", "--from empty.png is empty (0 bytes): copy it again from where it came.")]
    [InlineData("none.png", "--from none.png does not exist.")]
    [InlineData(".", "--from . is a folder, but must be a file: name a file in it.")]
    [InlineData("future.json", "--from future.json has a record that cannot be followed: The plan has version 2, but must have version 1: use the StyleForge that wrote it.")]
    [InlineData("nothing.json", "--from nothing.json has a record that cannot be followed: it has no hash of \"a.png\".")]
    public void What_is_no_finished_picture_gets_a_sentence(string file, string sentence)
    {
        _studio.Write("job.json", """{ "version": 1, "content": "content.png", "styles": ["style.png"] }""");
        _studio.Write("list.json", "[1, 2]");
        _studio.Write("notes.txt", "last night's");
        _studio.Write("empty.png", "");
        _studio.Write("future.json", """{ "styleforge": "9.0.0", "plan": { "version": 2 } }""");
        _studio.Write("nothing.json", """
            { "styleforge": "0.1.0", "sha256": {}, "weightsSha256": "", "plan": { "version": 1, "name": "a", "jobFile": null, "content": "a.png", "output": "b.png", "settings": {},
              "styles": [{ "image": "a.png", "weight": 1, "scale": 1, "mask": null }], "levels": [{ "width": 1, "height": 1, "iterations": 1 }] } }
            """);

        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", file, "-o", "made.png"));

        Assert.Equal(sentence + "\n", _studio.Error);
        Assert.DoesNotContain("made.png", _studio.Files);
    }

    [Theory]
    [InlineData("--from makes a picture again of what it was made of: give it without CONTENT and --style.", "content.png", "--from", "a.png")]
    [InlineData("--from makes a picture again of what it was made of: give it without CONTENT and --style.", "--from", "a.png", "--style", "style.png")]
    [InlineData("--inputs says where the inputs of a finished picture are: it needs --from FILE.", "content.png", "--style", "style.png", "--inputs", ".")]
    public void What_does_not_go_together_is_told(string sentence, params string[] arguments)
    {
        Assert.Equal(ExitCodes.Wrong, _studio.Run(["render", .. arguments]));

        Assert.Equal(sentence + "\n", _studio.Error);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        Assert.Equal(0, _studio.Render("a.png"));

        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", "a.png", "--inputs", "gone"));

        Assert.EndsWith($"--inputs names {_studio.File("gone")}, where there is no folder: name one that holds the pictures of the record.\n", _studio.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_and_a_dry_run_are_as_in_any_render()
    {
        Assert.Equal(0, _studio.Render("a.png"));

        Assert.Equal(ExitCodes.Wrong, _studio.Run("render", "--from", "a.png", "-o", "b.png", "--size", "-5"));
        Assert.Contains("--size: size is -5, but must be", _studio.Error, StringComparison.Ordinal);
        Assert.True(_studio.Run("render", "--from", "a.png", "-o", "b.png", "--dry-run") == 0, _studio.Error);
        Assert.DoesNotContain("b.png", _studio.Files);
        Assert.Equal(ExitCodes.NothingToDo, _studio.Run("render", "--from", "a.png", "-o", "a.png", "--no-overwrite"));
    }

    // Masks of one name in two folders, shares that no two decimals write, a scale, a job with a name of its own.
    private void RenderBlend(string output)
    {
        _studio.Write("jobs/ann/notes.txt", "");
        _studio.Write("jobs/bob/notes.txt", "");
        _studio.Draw("jobs/ann/mask.png", 12, 9, (x, _) => x < 6 ? (255, 255, 255) : (0, 0, 0));
        _studio.Draw("jobs/bob/mask.png", 12, 9, (x, _) => x < 6 ? (0, 0, 0) : (255, 255, 255));
        _studio.Draw("jobs/ink.png", 40, 32, (x, y) => ((x * y) % 251, (x * 9) % 256, y * 5));
        _studio.Write("jobs/night.json", $$"""
            { "version": 1, "name": "blend", "content": "../content.png", "output": "made/{{output}}",
              "styles": [{ "image": "../style.png", "weight": 2, "mask": "ann/mask.png" }, { "image": "ink.png", "weight": 0.7, "scale": 0.9, "mask": "bob/mask.png" }],
              "size": 48, "minimumSize": 24, "iterations": 3, "firstIterations": 4, "contentLayers": ["relu2_2"], "styleLayers": ["relu1_1:0.3", "relu2_1"], "seed": 3, "noise": 0.1 }
            """);
        Assert.True(_studio.Run("batch", "jobs", "--output-root", ".") == 0, _studio.Error);
    }

    private JsonNode Record(string picture)
    {
        var path = _studio.File(picture);
        var texts = ImageCodecs.Default.Read(path).Texts;
        return JsonNode.Parse(texts.TryGetValue(PictureWriter.RecordKeyword, out var text) ? text : File.ReadAllText(path + ".json"))!;
    }

    private void Change(string name, Action<JsonNode> change)
    {
        var record = JsonNode.Parse(File.ReadAllText(_studio.File(name)))!;
        change(record);
        _studio.Write(name, record.ToJsonString());
    }
}

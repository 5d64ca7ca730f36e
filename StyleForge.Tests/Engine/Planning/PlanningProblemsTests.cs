using StyleForge.Engine.Codecs;
using StyleForge.Engine.Planning;
using static StyleForge.Tests.Engine.Settings.SettingCatalogueTests;

namespace StyleForge.Tests.Engine.Planning;

public sealed class PlanningProblemsTests : IDisposable
{
    private const string Cat = "\"content\": \"cat.png\", \"styles\": [\"brush.png\"]";
    private readonly JobFolder _folder = new();

    public PlanningProblemsTests()
    {
        Directory.CreateDirectory(_folder.At("jobs/folder.png"));
        File.WriteAllText(_folder.At("jobs/empty.png"), "");
        File.WriteAllText(_folder.At("jobs/page.png"), "<html>");
        File.WriteAllText(_folder.At("out/file.png"), "");
        Directory.CreateDirectory(_folder.At("out/folder.png"));
        _folder.Picture("jobs/dot.png", 1, 1);
        _folder.Picture("jobs/ribbon.png", 6000, 100);
        _folder.Picture("jobs/copy.png", 640, 480, "jobs/cat.png");
        _folder.Picture("private/secret.png", 64, 64);
        _folder.Picture("shared/wood.png", 64, 64);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("none.png", "The content picture \"none.png\" does not exist: it was looked for at \"~/jobs/none.png\".")]
    [InlineData("folder.png", "The content picture \"folder.png\" is a folder, but must be a file: name a file in it.")]
    [InlineData("empty.png", "The content picture \"empty.png\" is empty (0 bytes): copy it again from where it came.")]
    [InlineData("page.png", "The content picture \"page.png\" is no picture of a format that StyleForge reads.")]
    [InlineData("dot.png", "The content picture \"dot.png\" has 1×1 pixels, but relu5_1 of forge-vgg needs at least 16×16: take a larger picture.")]
    [InlineData("ribbon.png", "At size 512 the picture of \"ribbon.png\" has 512×9 pixels, but relu5_1 of forge-vgg needs at least 16×16: raise size.", null, "size")]
    [InlineData("../private/secret.png", "The content picture \"../private/secret.png\" lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.")]
    [InlineData("../private/none.png", "The content picture \"../private/none.png\" lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.")]
    [InlineData("/etc/hosts", "The content picture \"/etc/hosts\" lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.")]
    [InlineData("../jobs-elsewhere/a.png", "The content picture \"../jobs-elsewhere/a.png\" lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.")]
    public void A_content_that_cannot_be_used_gets_a_sentence(string content, string sentence, int? line = 2, string field = "content")
    {
        // The size is a default, which stands in no line.
        var place = line is null ? "" : $":{line}";
        Assert.Equal(
            [$"~/jobs/night.json{place}: {field}: {sentence}"],
            _folder.Shown(_folder.Plan($"\"content\": \"{content}\", \"styles\": [\"brush.png\"]")));
    }

    [Theory]
    [InlineData("\"marbeling\"", "The style picture \"marbeling\" does not exist, and no bundled style has that name: did you mean marbling?")]
    [InlineData("\"none\"", "The style picture \"none\" does not exist, and no bundled style has that name: 'styleforge styles' lists those that there are.")]
    [InlineData("\"none.png\"", "The style picture \"none.png\" does not exist: it was looked for at \"~/jobs/none.png\".")]
    [InlineData("\"cat.png\"", "The style picture \"cat.png\" is the same picture as the content \"cat.png\": name another style.")]
    [InlineData("\"./../jobs/cat.png\"", "The style picture \"./../jobs/cat.png\" is the same picture as the content \"cat.png\": name another style.")]
    [InlineData("\"copy.png\"", "The style picture \"copy.png\" is the same picture as the content \"cat.png\": name another style.")]
    [InlineData("\"dot.png\"", "The style picture \"dot.png\" has 1×1 pixels, but relu5_1 of forge-vgg needs at least 16×16: take a larger picture.")]
    [InlineData("{ \"image\": \"ink.png\", \"scale\": 0.05 }", "At size 512 and scale 0.05 the style picture \"ink.png\" has 26×13 pixels, but relu5_1 of forge-vgg needs at least 16×16: raise its scale or the size.")]
    public void A_style_that_cannot_be_used_gets_a_sentence(string style, string sentence) => Assert.Equal(
        [$"~/jobs/night.json:3: styles[1]: {sentence}"],
        _folder.Shown(_folder.Plan($"\"content\": \"cat.png\", \"styles\": [\"brush.png\",\n{style}]")));

    [Fact]
    public void A_mask_that_cannot_be_used_gets_a_sentence() => Assert.Equal(
        ["~/jobs/night.json:2: styles[0].mask: The mask \"page.png\" is no picture of a format that StyleForge reads."],
        _folder.Shown(_folder.Plan("\"content\": \"cat.png\", \"styles\": [{ \"image\": \"ink.png\", \"mask\": \"page.png\" }]")));

    [Theory]
    [InlineData("a.gif", "The output \"a.gif\" ends in \".gif\", but must end in .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff or .bmp.")]
    [InlineData("a", "The output \"a\" has no ending, but must end in .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff or .bmp.")]
    [InlineData("../a.png", "The output \"../a.png\" lies outside the output folder \"~/out\": give a path inside it.")]
    [InlineData("../out-of/a.png", "The output \"../out-of/a.png\" lies outside the output folder \"~/out\": give a path inside it.")]
    [InlineData("/a.png", "The output \"/a.png\" lies outside the output folder \"~/out\": give a path inside it.")]
    [InlineData("folder.png", "The output \"folder.png\" is a folder, but must be a file: name a file in it.")]
    [InlineData("file.png/a.png", "The output \"file.png/a.png\" lies in \"~/out/file.png\", which is a file and no folder: give another path.")]
    [InlineData("{jub}.png", "output is \"{jub}.png\", but {jub} is no placeholder: did you mean {job}?")]
    [InlineData("{xyz12}.png", "output is \"{xyz12}.png\", but {xyz12} is no placeholder: use {job}, {content}, {style}, {index} or a setting such as {size}.")]
    [InlineData("{job.png", "output is \"{job.png\", but has an opening brace without its closing one: write placeholders as {job}.")]
    [InlineData("job}.png", "output is \"job}.png\", but has a closing brace without its opening one: write placeholders as {job}.")]
    public void An_output_that_cannot_be_used_gets_a_sentence(string output, string sentence) => Assert.Equal(
        [$"~/jobs/night.json:4: output: {sentence}"],
        _folder.Shown(_folder.Plan(Cat + $",\n\n\"output\": \"{output}\"")));

    [Fact]
    public void An_output_with_too_long_a_name_gets_a_sentence() => Assert.Equal(
        [$"~/jobs/night.json:2: output: The name of the output \"{new string('ü', 100)}.png\" has 204 bytes, but may have 200 at most: give a shorter template."],
        _folder.Shown(_folder.Plan(Cat + $", \"output\": \"{new string('ü', 100)}.png\"")));

    [Fact]
    public void An_output_never_replaces_an_input_of_any_picture_of_the_job()
    {
        var options = _folder.Options with { OutputRoot = _folder.At("jobs") };
        Assert.Equal(
            ["~/jobs/night.json:2: output: The output \"dog.png\" would replace the content picture \"dog.png\": give another name."],
            _folder.Shown(_folder.Plan(
                "\"content\": [\"cat.png\", \"dog.png\"], \"styles\": [\"ink.png\"], \"output\": \"{content}.png\"", options)).Skip(1));
    }

    [Fact]
    public void Outputs_that_fall_together_are_one_problem() => Assert.Equal(
        ["~/jobs/night.json:2: output: 3 pictures, the first night-1 and the last night-3, would be written to \"~/out/a.png\": give each its own name, for instance with {index}."],
        _folder.Shown(_folder.Plan(Cat + ", \"seed\": [1, 2, 3], \"output\": \"a.png\"")));

    [Theory]
    [InlineData("\"seed\": [1, 2], ", "new/night-1.png", "new/night-2.png")]
    [InlineData("", "new/night.png")]
    public void An_output_that_ends_in_a_slash_is_a_folder_for_default_names(string sweep, params string[] outputs) => Assert.Equal(
        outputs.Select(output => _folder.At("out/" + output)),
        _folder.Plan($"{Cat}, {sweep}\"output\": \"new/\"").Plans.Select(plan => plan.OutputPath));

    [Fact]
    public void Outputs_of_two_jobs_that_fall_together_are_found()
    {
        var plan = _folder.Plan(Cat).Plans[0];
        var other = plan with { Name = "day", JobFile = "/jobs/day.json", OutputPath = plan.OutputPath.ToUpperInvariant() };
        var outputs = new OutputCollisions();
        Assert.Empty(outputs.Take([plan]));
        Assert.Equal(
            $"/jobs/day.json: output: 2 pictures, the first night and the last day, would be written to \"{plan.OutputPath}\", which is also \"{other.OutputPath}\": give each its own name, for instance with {{index}}.",
            Assert.Single(outputs.Take([other with { OutputPath = "/free.png" }, other])).ToString());
        Assert.Empty(outputs.Take([other with { OutputPath = "/free.png" }])); // What was refused has taken nothing.
        Assert.Single(outputs.Take([other with { OutputPath = "/FREE.png" }]));
    }

    [Theory]
    [InlineData("real/a.png", "alias/a.png")]
    [InlineData("real/deeper/a.png", "alias/deeper/a.png")]
    [InlineData("real/A.png", "alias/./a.png")]
    [InlineData("real/a.png", "link.png")]
    [InlineData("real/a.png", "new/../real/a.png")]
    [InlineData("real/a.png", "alias/../real/a.png")]
    public void Outputs_are_compared_by_the_file_that_they_lead_to(string first, string second)
    {
        Directory.CreateDirectory(_folder.At("out/real"));
        Directory.CreateSymbolicLink(_folder.At("out/alias"), "real");
        File.CreateSymbolicLink(_folder.At("out/link.png"), Path.Combine("alias", "a.png"));
        var plan = _folder.Plan(Cat).Plans[0];

        Assert.Single(new OutputCollisions().Take([plan with { OutputPath = _folder.At("out/" + first) }, plan with { OutputPath = _folder.At("out/" + second) }]));
        Assert.Empty(new OutputCollisions().Take([plan with { OutputPath = _folder.At("out/" + first) }, plan with { OutputPath = _folder.At("out/other.png") }]));
    }

    [Theory]
    [InlineData("caf\u00E9.png", "cafe\u0301.png", true)]
    [InlineData("\u00E9t\u00E9/a.png", "e\u0301te\u0301/A.png", true)]
    [InlineData("\u1EBF.png", "e\u0302\u0301.png", true)]
    [InlineData("caf\u00E9.png", "caf\u00E8.png", true)]
    [InlineData("caf\u00E9.png", "cafe.png", false)]
    [InlineData("\u591C.png", "\u663C.png", false)]
    public void Whether_forms_of_Unicode_are_one_name_is_left_to_the_disk(string first, string second, bool isAsked)
    {
        var plan = _folder.Plan(Cat).Plans[0];
        RenderPlan[] plans = [plan with { OutputPath = _folder.At(first) }, plan with { OutputPath = _folder.At(second) }];
        var asked = new List<IReadOnlyList<string>>();

        Assert.Equal(isAsked ? 1 : 0, new OutputCollisions(AllOne).Take(plans).Count);
        Assert.Equal(isAsked ? [[.. plans.Select(each => each.OutputPath)]] : [], asked);
        Assert.Empty(new OutputCollisions(paths => paths).Take(plans));

        // This disk has its own say.
        File.WriteAllText(_folder.At("\u00E9"), "");
        var isOne = File.Exists(_folder.At("e\u0301"));
        Assert.Equal(isOne && isAsked && !second.Contains('\u00E8', StringComparison.Ordinal) ? 1 : 0, new OutputCollisions().Take(plans).Count);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Root), path => path.Contains(".styleforge-", StringComparison.Ordinal));

        IReadOnlyList<string> AllOne(IReadOnlyList<string> paths)
        {
            asked.Add(paths);
            return [.. paths.Select(_ => paths[0])];
        }
    }

    [Fact]
    public void An_output_that_differs_from_an_input_in_case_replaces_it_where_the_disk_says_so()
    {
        var isOne = File.Exists(_folder.At("jobs/CAT.png"));
        var result = _folder.Plan(Cat + ", \"output\": \"CAT.png\"", _folder.Options with { OutputRoot = _folder.At("jobs") });

        Assert.Equal(isOne ? 0 : 1, result.Plans.Count);
    }

    [Fact]
    public void An_output_replaces_no_input_through_a_link()
    {
        Directory.CreateSymbolicLink(_folder.At("out/alias"), _folder.At("jobs"));
        File.CreateSymbolicLink(_folder.At("jobs/mine.png"), "brush.png");
        var options = _folder.Options with { OutputRoot = _folder.Root };
        foreach (var (output, input) in new[] { ("out/alias/cat.png", "content picture \"cat.png\""), ("jobs/mine.png", "style picture \"brush.png\"") })
        {
            Assert.Equal(
                [$"~/jobs/night.json:2: output: The output \"{output}\" would replace the {input}: give another name."],
                _folder.Shown(_folder.Plan(Cat + $", \"output\": \"{output}\"", options)));
        }
    }

    [Theory]
    [InlineData("\"network\": \"vgg91\"", "network: network is \"vgg91\", but must be one of forge-vgg, vgg16, vgg19: did you mean vgg19?")]
    [InlineData("\"network\": \"resnet\"", "network: network is \"resnet\", but must be one of forge-vgg, vgg16, vgg19.")]
    [InlineData("\"styleLayers\": [\"relu1_1\", \"relu9_1\"]", "styleLayers: styleLayers names \"relu9_1\", which forge-vgg does not have: did you mean relu5_1?")]
    [InlineData("\"styleLayers\": \"relu9_9\"", "styleLayers: styleLayers names \"relu9_9\", which forge-vgg does not have: its taps are relu1_1, relu2_1, relu3_1, relu3_3, relu4_1, relu4_2, relu5_1.")]
    [InlineData("\"contentLayers\": \"x\"", "contentLayers: contentLayers names \"x\", which forge-vgg does not have: its taps are relu1_1, relu2_1, relu3_1, relu3_3, relu4_1, relu4_2, relu5_1.")]
    [InlineData("\"bitDepth\": 16, \"output\": \"a.jpg\"", "bitDepth: bitDepth is 16, but the JPEG \"a.jpg\" holds 8 bits: write a PNG, or say 8.")]
    [InlineData("\"start\": \"file\"", "start: start is \"file\", but startImage is not given: name the picture to start from.")]
    [InlineData("\"start\": \"file\", \"startImage\": \"none.png\"", "startImage: The picture to start from \"none.png\" does not exist: it was looked for at \"~/jobs/none.png\".")]
    [InlineData("\"weightsFile\": \"../private/secret.png\"", "weightsFile: The weight file \"../private/secret.png\" lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.")]
    public void A_setting_that_does_not_fit_gets_a_sentence_at_its_line(string setting, string sentence) =>
        Assert.Equal([$"~/jobs/night.json:3: {sentence}"], _folder.Shown(_folder.Plan(Cat + ",\n" + setting)));

    [Fact]
    public void An_unknown_network_is_told_together_with_everything_else()
    {
        var problems = _folder.Shown(_folder.Plan(Cat + ", \"network\": \"vgg20\", \"size\": 1")).ToList();

        Assert.Contains(problems, problem => problem.Contains("size is 1", StringComparison.Ordinal));
        Assert.Single(problems, problem => problem.Contains("network is \"vgg20\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_of_another_layer_is_told_to_that_layer()
    {
        Assert.Equal(
            ["appsettings.json: network: network is \"vgg20\", but must be one of forge-vgg, vgg16, vgg19: did you mean vgg19?"],
            _folder.Shown(_folder.Plan(Cat, below: LayerOf("appsettings.json", ("network", "vgg20")))));
        Assert.Equal(
            ["command line: size: size is 1, but must be a whole number from 16 to 65500."],
            _folder.Shown(_folder.Plan(Cat, above: LayerOf("command line", ("size", "1")))));
    }

    [Fact]
    public void A_picture_that_would_be_too_large_gets_a_sentence() => Assert.Equal(
        ["~/jobs/night.json:2: size: At size 2000 the picture of \"cat.png\" has 2000×1500 pixels, but may have 1000000 in all: lower size."],
        _folder.Shown(_folder.Plan(
            "\"content\": \"cat.png\", \"styles\": [{ \"image\": \"brush.png\", \"scale\": 0.1 }], \"size\": 2000",
            _folder.Options with { Limits = ImageLimits.Default with { MaximumPixels = 1_000_000 } })));

    [Fact]
    public void Everything_is_said_at_once_and_once()
    {
        var shown = _folder.Shown(_folder.Plan("""
            "content": ["none.png", "cat.png"],
            "styles": [["cat.png", "page.png"]],
            "styleLayers": "relu7_1",
            "seed": [1, 2, 3],
            "output": "../{content}-{seed}.gif"
            """)).ToList();
        Assert.Equal(
            [
                "~/jobs/night.json:2: content[0]: The content picture \"none.png\" does not exist: it was looked for at \"~/jobs/none.png\".",
                "~/jobs/night.json:3: styles[0][0]: The style picture \"cat.png\" is the same picture as the content \"cat.png\": name another style.",
                "~/jobs/night.json:3: styles[0][1]: The style picture \"page.png\" is no picture of a format that StyleForge reads.",
                "~/jobs/night.json:4: styleLayers: styleLayers names \"relu7_1\", which forge-vgg does not have: did you mean relu5_1?",
                .. new[] { "cat", "none" }.SelectMany(content => new[] { 1, 2, 3 }.SelectMany(seed => new[]
                {
                    $"~/jobs/night.json:6: output: The output \"../{content}-{seed}.gif\" ends in \".gif\", but must end in .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff or .bmp.",
                    $"~/jobs/night.json:6: output: The output \"../{content}-{seed}.gif\" lies outside the output folder \"~/out\": give a path inside it.",
                })),
            ],
            shown.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"styleLayers\": [\"relu9_1\", \"relu1_1:-3\"]", "the weight of relu1_1 must be a number above 0", "names \"relu9_1\"")]
    [InlineData("\"sise\": 3, \"network\": \"vgg20\"", "did you mean size?", "did you mean vgg19?")]
    [InlineData("\"size\": 1, \"bitDepth\": 16, \"weightsFile\": \"none.pth\"", "size is 1", "The weight file \"none.pth\" does not exist")]
    public void A_wrong_field_hides_nothing_that_is_wrong_elsewhere(string fields, params string[] sentences)
    {
        var shown = _folder.Shown(_folder.Plan($"\"content\": \"dot.png\", \"styles\": [\"none.png\"], \"output\": \"../x.gif\", {fields}")).ToList();

        foreach (var sentence in (string[])[.. sentences, "\"none.png\" does not exist", "ends in \".gif\"", "outside the output folder"])
        {
            Assert.Single(shown, problem => problem.Contains(sentence, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_wrong_size_leads_to_no_other_about_what_would_be_made_instead()
    {
        Assert.Single(_folder.Shown(_folder.Plan("\"content\": \"ribbon.png\", \"styles\": [\"brush.png\"], \"size\": 1")));
        Assert.Single(_folder.Shown(_folder.Plan("\"content\": \"ribbon.png\", \"styles\": [\"brush.png\"], \"sise\": 2000")));
        Assert.Single(_folder.Shown(_folder.Plan("\"content\": \"ribbon.png\", \"styles\": [\"brush.png\"], \"preset\": \"none\"")));
    }

    [Fact]
    public void Without_a_picture_the_ending_of_the_output_is_looked_at() => Assert.Equal(
        [
            "~/jobs/night.json:1: content: content is missing: name the picture to render.",
            "~/jobs/night.json:2: output: The output \"{job}.gif\" ends in \".gif\", but must end in .png, .jpg, .jpeg, .jpe, .jfif, .webp, .tif, .tiff or .bmp.",
        ],
        _folder.Shown(_folder.Plan("\"styles\": [\"brush.png\"], \"output\": \"{job}.gif\"")));

    [Fact]
    public void A_sweep_beyond_all_numbers_is_told_and_nothing_else_breaks()
    {
        var seeds = string.Join(", ", Enumerable.Range(0, 2000));
        string[] swept = ["seed", "size", "iterations", "firstIterations", "history", "minimumSize"];

        Assert.NotEmpty(_folder.Shown(_folder.Plan(Cat + string.Concat(swept.Select(name => $", \"{name}\": [{seeds}]")))));
    }

    [Theory]
    [InlineData(589_823, true)] // 512×384 pixels of three bytes are one more.
    [InlineData(589_824, false)]
    [InlineData(null, false)]
    public void A_disk_without_room_for_the_picture_gets_a_sentence(int? free, bool isRefused)
    {
        var asked = new List<string>();
        var options = _folder.Options with
        {
            FreeBytes = folder =>
            {
                asked.Add(folder);
                return free;
            },
        };

        var result = _folder.Plan(Cat + ", \"output\": \"new/a.png\"", options);

        Assert.Equal([_folder.At("out")], asked);
        Assert.Equal(
            isRefused ? [$"The output \"new/a.png\" has up to 589824 bytes, but only 589823 are free in \"{_folder.At("out")}\": make room, or give another path."] : [],
            result.Problems.Select(problem => problem.Message));
    }

    [Fact]
    public void Weights_and_devices_that_are_not_there_get_their_sentences_at_their_lines()
    {
        File.WriteAllText(_folder.At("jobs/w.pth"), "weights");
        var options = _folder.Options with { CheckWeights = settings => $"Wrong {settings.Network}.", CheckDevice = device => $"No {device}." };

        Assert.Equal(
            ["~/jobs/night.json:3: weightsFile: Wrong vgg16.", "~/jobs/night.json:4: device: No cpu."],
            _folder.Shown(_folder.Plan(Cat + ",\n\"weightsFile\": \"w.pth\",\n\"device\": \"cpu\", \"network\": \"vgg16\"", options)));
        Assert.Equal(
            ["~/jobs/night.json:3: network: Wrong vgg16.", "~/jobs/night.json: device: No auto."],
            _folder.Shown(_folder.Plan(Cat + ",\n\"network\": \"vgg16\"", options)));
    }

    [Fact]
    public void Weights_that_a_job_may_not_read_are_not_opened()
    {
        var options = _folder.Options with { CheckWeights = _ => throw new InvalidOperationException("They were opened.") };

        Assert.Single(_folder.Shown(_folder.Plan(Cat + ", \"weightsFile\": \"../private/secret.png\"", options)));
    }

    [Fact]
    public void What_reading_found_is_said_together_with_what_planning_finds() => Assert.Equal(
        [
            "~/jobs/night.json:3: sise: \"sise\" is not a field here: did you mean size?",
            "~/jobs/night.json:2: content: The content picture \"none.png\" does not exist: it was looked for at \"~/jobs/none.png\".",
        ],
        _folder.Shown(_folder.Plan("\"content\": \"none.png\", \"styles\": [\"brush.png\"],\n\"sise\": 3")));

    [Fact]
    public void Roots_and_the_folder_of_the_job_may_be_read()
    {
        Assert.Single(_folder.Plan("\"content\": \"../shared/wood.png\", \"styles\": [\"brush.png\"]").Plans);
        Assert.Single(_folder.Plan($"\"content\": \"{_folder.At("shared/wood.png")}\", \"styles\": [\"brush.png\"]").Plans);
        Assert.Single(_folder.Plan("\"content\": \"cat.png\", \"styles\": [\"brush.png\"]", _folder.Options with { ReadRoots = [] }).Plans);
    }

    [Fact]
    public void A_symbolic_link_does_not_lead_out_of_the_roots()
    {
        File.CreateSymbolicLink(_folder.At("jobs/link.png"), "../private/secret.png");
        Directory.CreateSymbolicLink(_folder.At("jobs/deeper"), _folder.At("private"));
        File.CreateSymbolicLink(_folder.At("jobs/inside.png"), _folder.At("shared/wood.png"));
        File.CreateSymbolicLink(_folder.At("jobs/circle.png"), _folder.At("jobs/circle.png"));
        const string outside = "lies outside the folders that a job may read: move it below the folder of the job file, or below the one that styleforge is started from.";

        Assert.Equal(
            [
                $"~/jobs/night.json:2: content[0]: The content picture \"link.png\" {outside}",
                $"~/jobs/night.json:2: content[1]: The content picture \"deeper/secret.png\" {outside}",
                $"~/jobs/night.json:2: content[2]: The content picture \"deeper/none.png\" {outside}",
                "~/jobs/night.json:2: content[4]: The content picture \"circle.png\" cannot be read: The symbolic links of \"~/jobs/circle.png\" run in a circle.",
            ],
            _folder.Shown(_folder.Plan(
                "\"content\": [\"link.png\", \"deeper/secret.png\", \"deeper/none.png\", \"inside.png\", \"circle.png\"], \"styles\": [\"brush.png\"]")));
    }

    [Fact]
    public void A_symbolic_link_does_not_lead_out_of_the_output_folder()
    {
        Directory.CreateSymbolicLink(_folder.At("out/away"), _folder.At("private"));
        File.CreateSymbolicLink(_folder.At("out/a.png"), _folder.At("private/new.png"));
        foreach (var output in new[] { "away/x.png", "away/new/x.png", "a.png" })
        {
            Assert.Equal(
                [$"~/jobs/night.json:2: output: The output \"{output}\" lies outside the output folder \"~/out\": give a path inside it."],
                _folder.Shown(_folder.Plan(Cat + $", \"output\": \"{output}\"")));
        }
    }

    [Fact]
    public void A_root_behind_a_symbolic_link_is_the_folder_that_it_leads_to()
    {
        Directory.CreateSymbolicLink(_folder.At("alias"), _folder.At("private"));
        Directory.CreateSymbolicLink(_folder.At("outAlias"), _folder.At("out"));
        var options = _folder.Options with { ReadRoots = [_folder.At("alias")], OutputRoot = _folder.At("outAlias") };
        Assert.Single(_folder.Plan("\"content\": \"../private/secret.png\", \"styles\": [\"brush.png\"]", options).Plans);
    }

    [Fact]
    public void A_style_that_links_to_the_content_is_the_content()
    {
        File.CreateSymbolicLink(_folder.At("jobs/alias.png"), "cat.png");
        Assert.Equal(
            ["~/jobs/night.json:2: styles[0]: The style picture \"alias.png\" is the same picture as the content \"cat.png\": name another style."],
            _folder.Shown(_folder.Plan("\"content\": \"cat.png\", \"styles\": [\"alias.png\"]")));
    }
}

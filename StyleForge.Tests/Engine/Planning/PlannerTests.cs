using StyleForge.Engine.Jobs;
using StyleForge.Engine.Planning;
using static StyleForge.Tests.Engine.Settings.SettingCatalogueTests;

namespace StyleForge.Tests.Engine.Planning;

public sealed class PlannerTests : IDisposable
{
    private const string Cat = "\"content\": \"cat.png\", \"styles\": [\"brush.png\"]";
    private readonly JobFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_small_job_becomes_one_plan_with_absolute_paths()
    {
        var result = _folder.Plan(Cat);
        Assert.Empty(result.Problems);
        var plan = Assert.Single(result.Plans);
        Assert.Equal(
            ("night", _folder.At("jobs/night.json"), _folder.At("jobs/cat.png"), _folder.At("out/night.png")),
            (plan.Name, plan.JobFile, plan.ContentPath, plan.OutputPath));
        Assert.Equal([new StylePlan(_folder.At("jobs/brush.png"), 1, 1, null)], plan.Styles);
        Assert.Equal([new LevelPlan(64, 48, 200), new LevelPlan(128, 96, 120), new LevelPlan(256, 192, 120), new LevelPlan(512, 384, 120)], plan.Levels);
        Assert.Equal((512, "forge-vgg"), (plan.Settings.Size, plan.Settings.Network));
    }

    [Fact]
    public void The_weights_of_styles_are_shares()
    {
        _folder.Picture("jobs/mask.png", 64, 64);
        var plan = Assert.Single(_folder.Plan("""
            "content": "cat.png", "styles": ["brush.png", { "image": "ink.png", "weight": 3, "scale": 0.5, "mask": "mask.png" }]
            """).Plans);
        Assert.Equal(
            [new StylePlan(_folder.At("jobs/brush.png"), 0.25, 1, null), new StylePlan(_folder.At("jobs/ink.png"), 0.75, 0.5, _folder.At("jobs/mask.png"))],
            plan.Styles);
    }

    [Fact]
    public void A_sweep_makes_every_combination_and_the_last_list_changes_fastest()
    {
        var result = _folder.Plan("""
            "seed": [1, 2], "size": [64, 32], "styles": [["brush.png"], ["ink.png", "brush.png"]], "content": ["cat.png", "dog.png"]
            """);
        Assert.Empty(result.Problems);
        Assert.Equal(
            [
                "night-01 night-cat-brush-1-64", "night-02 night-cat-brush-1-32", "night-03 night-cat-brush-2-64", "night-04 night-cat-brush-2-32",
                "night-05 night-cat-ink+brush-1-64", "night-06 night-cat-ink+brush-1-32", "night-07 night-cat-ink+brush-2-64", "night-08 night-cat-ink+brush-2-32",
                "night-09 night-dog-brush-1-64", "night-10 night-dog-brush-1-32", "night-11 night-dog-brush-2-64", "night-12 night-dog-brush-2-32",
                "night-13 night-dog-ink+brush-1-64", "night-14 night-dog-ink+brush-1-32", "night-15 night-dog-ink+brush-2-64", "night-16 night-dog-ink+brush-2-32",
            ],
            result.Plans.Select(plan => $"{plan.Name} {Path.GetFileNameWithoutExtension(plan.OutputPath)}"));
        Assert.Equal((2, 32), (result.Plans[7].Settings.Seed, result.Plans[7].Settings.Size));
    }

    [Fact]
    public void A_sweep_counts_the_product_of_its_lists_and_repeats_nothing()
    {
        var random = new Random(11);
        for (var round = 0; round < 100; round++)
        {
            List<string> Some() => [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"{i}")];
            var document = JobDocument.FromCommandLine("", [], null) with
            {
                Contents = Some().ConvertAll(path => new JobPicture(path)),
                Styles = Some().ConvertAll(path => (IReadOnlyList<JobStyle>)[new JobStyle(path)]),
                Settings = Some().ConvertAll(name => new JobSetting(name, Some())),
            };
            var shown = Sweep.Combinations(document)
                .Select(each => $"{each.Content.Path} {each.Blend[0].Image} {string.Join(' ', each.Settings.Values)}").ToList();
            Assert.Equal(Sweep.Count(document), shown.Count);
            Assert.Equal(shown.Order(StringComparer.Ordinal).Distinct(), shown);
        }
    }

    [Fact]
    public void A_large_sweep_is_planned()
    {
        var numbers = string.Join(',', Enumerable.Range(64, 32));
        var result = _folder.Plan(Cat + $", \"size\": [{numbers}], \"seed\": [{numbers}]");
        Assert.Empty(result.Problems);
        Assert.Equal(1024, result.Plans.Select(plan => plan.OutputPath).Distinct().Count());
        Assert.Equal("night-0001", result.Plans[0].Name);
    }

    [Fact]
    public void A_sweep_over_taps_and_presets_works_like_any_other()
    {
        var result = _folder.Plan(Cat + """, "preset": ["fast", "fine"], "styleLayers": [["relu1_1"], "relu2_1:0.5,relu3_1"] """);
        Assert.Equal(
            ["night-fast-relu1_1.png", "night-fast-relu2_1-0.5,relu3_1.png", "night-fine-relu1_1.png", "night-fine-relu2_1-0.5,relu3_1.png"],
            result.Plans.Select(plan => Path.GetFileName(plan.OutputPath)));
        Assert.Equal([512, 512, 1024, 1024], result.Plans.Select(plan => plan.Settings.Size));
    }

    [Fact]
    public void Pictures_of_one_name_are_told_apart_by_number()
    {
        Directory.CreateDirectory(_folder.At("jobs/sub"));
        _folder.Picture("jobs/sub/CAT.png", 64, 64);
        var result = _folder.Plan("\"content\": [\"cat.png\", \"sub/CAT.png\"], \"styles\": [\"brush.png\"]");
        Assert.Equal(["night-cat-1.png", "night-CAT-2.png"], result.Plans.Select(plan => Path.GetFileName(plan.OutputPath)));
    }

    [Fact]
    public void A_job_lies_between_the_configuration_and_the_command_line()
    {
        var result = _folder.Plan(
            Cat + ", \"size\": 300, \"seed\": [4, 5]",
            below: LayerOf("appsettings.json", ("size", "200"), ("noise", "0.5")),
            above: LayerOf("command line", ("seed", "9")));

        var plan = Assert.Single(result.Plans);
        Assert.Equal((300, 9L, 0.5), (plan.Settings.Size, plan.Settings.Seed, plan.Settings.Noise));
        var origins = result.Settings.ToDictionary(setting => setting.Name, setting => setting.Origin);
        Assert.Equal(
            (_folder.At("jobs/night.json"), "command line", "appsettings.json", "default"),
            (origins["size"], origins["seed"], origins["noise"], origins["colour"]));
    }

    [Fact]
    public void Placeholders_are_filled_and_cannot_leave_their_place()
    {
        var result = _folder.Plan(Cat + """, "name": "../a:b", "output": "{job}/{network}_{preset}/{content}-{style}-{index}-{size}-{styleWeight}.PNG" """);
        Assert.Equal("out/..-a-b/forge-vgg_default/cat-brush-1-512-300.PNG", Path.GetRelativePath(_folder.Root, Assert.Single(result.Plans).OutputPath));
    }

    [Fact]
    public void Names_may_be_in_any_script()
    {
        _folder.Picture("jobs/Ærø 雪.png", 64, 64);
        var plan = Assert.Single(_folder.Plan("\"content\": \"Ærø 雪.png\", \"styles\": [\"marbling\"], \"output\": \"{content}.jpg\"").Plans);
        Assert.Equal(_folder.At("out/Ærø 雪.jpg"), plan.OutputPath);
        Assert.Equal(_folder.At("styles/marbling.png"), plan.Styles[0].Path);
    }

    [Fact]
    public void A_file_of_the_job_wins_over_a_bundled_style_of_its_name()
    {
        _folder.Picture("jobs/mosaic", 64, 64);
        Assert.Equal(_folder.At("jobs/mosaic"), Assert.Single(_folder.Plan("\"content\": \"cat.png\", \"styles\": [\"mosaic\"]").Plans).Styles[0].Path);
    }

    [Fact]
    public void A_folder_called_like_a_bundled_style_does_not_hide_it()
    {
        Directory.CreateDirectory(_folder.At("jobs/marbling"));
        Assert.Equal(_folder.At("styles/marbling.png"), Assert.Single(_folder.Plan("\"content\": \"cat.png\", \"styles\": [\"marbling\"]").Plans).Styles[0].Path);
    }

    [Fact]
    public void The_command_line_reads_and_writes_anywhere()
    {
        _folder.Picture("private/secret.png", 64, 64);
        var document = JobDocument.FromCommandLine("private/secret.png", [new JobStyle("marbling"), new JobStyle("jobs/ink.png", 3)], "../x.jpg");
        var plan = Assert.Single(_folder.Plan(document).Plans);
        Assert.Equal((null, "render", Path.GetFullPath("../x.jpg", _folder.Root)), (plan.JobFile, plan.Name, plan.OutputPath));
        Assert.Equal([0.25, 0.75], plan.Styles.Select(style => style.Weight));

        document = JobDocument.FromCommandLine("jobs/cat.png", [new JobStyle("marbling")], null);
        Assert.Equal(_folder.At("cat-marbling.png"), Assert.Single(_folder.Plan(document).Plans).OutputPath);
    }

    [Fact]
    public void A_path_setting_starts_from_the_folder_of_whoever_gave_it()
    {
        _folder.Picture("private/start.png", 64, 64);
        _folder.Picture("jobs/start.png", 64, 64);
        File.WriteAllText(_folder.At("private/w.safetensors"), "weights");
        var fromJob = _folder.Plan(Cat + ", \"start\": \"file\", \"startImage\": \"start.png\"", below: LayerOf("settings", ("weightsFile", "private/w.safetensors")));
        Assert.Equal(
            (_folder.At("jobs/start.png"), _folder.At("private/w.safetensors")),
            (fromJob.Plans[0].Settings.StartImage, fromJob.Plans[0].Settings.WeightsFile));

        var fromAbove = _folder.Plan(Cat + ", \"start\": \"file\"", above: LayerOf("command line", ("startImage", "private/start.png")));
        Assert.Equal(_folder.At("private/start.png"), fromAbove.Plans[0].Settings.StartImage);
    }

    [Theory]
    [InlineData(512, 128, 2, "128 256 512")]
    [InlineData(512, 129, 2, "256 512")]
    [InlineData(512, 512, 2, "512")]
    [InlineData(512, 4000, 2, "512")]
    [InlineData(500, 100, 1.5, "148 222 333 500")]
    [InlineData(17, 16, 1.1, "17")]
    [InlineData(65500, 16, 16, "16 256 4094 65500")]
    public void The_pyramid_goes_down_from_the_size_by_the_step(int size, int minimum, double step, string sides) =>
        Assert.Equal(sides, string.Join(' ', Pyramid.LongSides(size, minimum, step)));

    [Fact]
    public void Pyramid_levels_grow_and_keep_the_aspect_ratio_to_half_a_pixel()
    {
        var random = new Random(3);
        for (var round = 0; round < 1000; round++)
        {
            var (width, height) = (random.Next(1, 5000), random.Next(1, 5000));
            var sides = Pyramid.LongSides(random.Next(16, 5000), random.Next(16, 500), 1.1 + (random.NextDouble() * 3));
            Assert.Equal(sides.Order().Distinct(), sides);
            foreach (var side in sides)
            {
                var (w, h) = Pyramid.Fit(width, height, side);
                Assert.Equal(side, Math.Max(w, h));
                var exact = (double)side * Math.Min(width, height) / Math.Max(width, height);
                Assert.True(Math.Abs(Math.Min(w, h) - exact) <= 0.5 || (Math.Min(w, h) == 1 && exact < 1));
            }
        }
    }

    [Fact]
    public void Levels_on_which_the_network_would_see_nothing_are_left_out()
    {
        _folder.Picture("jobs/ribbon.png", 1600, 100);
        var plan = Assert.Single(_folder.Plan("\"content\": \"ribbon.png\", \"styles\": [\"brush.png\"]").Plans);
        Assert.Equal([new LevelPlan(256, 16, 200), new LevelPlan(512, 32, 120)], plan.Levels);

        plan = Assert.Single(_folder.Plan("\"content\": \"cat.png\", \"styles\": [{ \"image\": \"brush.png\", \"scale\": 0.1 }]").Plans);
        Assert.Equal([new LevelPlan(256, 192, 200), new LevelPlan(512, 384, 120)], plan.Levels);
    }

    [Fact]
    public void A_small_picture_may_be_enlarged()
    {
        _folder.Picture("jobs/icon.png", 20, 16);
        Assert.Equal(new LevelPlan(512, 410, 120), Assert.Single(_folder.Plan("\"content\": \"icon.png\", \"styles\": [\"brush.png\"]").Plans).Levels[^1]);
    }
}
